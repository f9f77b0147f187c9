package dev.migrateboot.actuate;

import org.springframework.boot.actuate.endpoint.Show;

/**
 * What the endpoint may do and show.
 *
 * @param enabled whether migrations are enabled; without it every operation answers 404
 * @param downgradeEnabled whether a downgrade may be executed
 * @param allowAnonymous whether somebody who is not authenticated may change something
 * @param after what an instance does while a downgrade keeps the database below its head
 * @param showSql when the text of scripts is shown
 */
public record EndpointRules(boolean enabled, boolean downgradeEnabled, boolean allowAnonymous, String after,
		Show showSql) {

}
