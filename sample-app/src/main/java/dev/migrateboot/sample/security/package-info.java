/**
 * Who may do what: reading is open, writing and the actuator are the operator's.
 */
@NullMarked
package dev.migrateboot.sample.security;

import org.jspecify.annotations.NullMarked;
