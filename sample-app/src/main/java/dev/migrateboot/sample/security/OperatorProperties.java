package dev.migrateboot.sample.security;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The operator's account.
 *
 * @param password Password of the user "operator". Generated and logged at every start
 * when not set.
 */
@ConfigurationProperties("sample.operator")
record OperatorProperties(@Nullable String password) {

}
