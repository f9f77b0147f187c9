package dev.migrateboot.sample.security;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The accounts of the sample.
 *
 * @param password Password of the user "operator". Generated and logged at every start
 * when not set.
 * @param viewerPassword Password of the user "viewer", who may read everything and change
 * nothing. Without it there is no such user.
 */
@ConfigurationProperties("sample.operator")
record OperatorProperties(@Nullable String password, @Nullable String viewerPassword) {

}
