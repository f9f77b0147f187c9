package dev.migrateboot.actuate;

import java.util.List;

import dev.migrateboot.ClaimException;
import dev.migrateboot.CodeException;
import dev.migrateboot.MigrateException;
import dev.migrateboot.Refusal;
import dev.migrateboot.RunInfo;
import dev.migrateboot.StatementException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * Why something was not done.
 *
 * @param error the name of the reason, made for programs
 * @param message the reason
 * @param action what to do about it
 * @param run the run in the way, absent without one
 * @param file the script of the statement that failed, or the class, absent without one
 * @param line its line
 * @param column its column in code points, absent for a class
 * @param statement its text, absent for a class
 * @param sqlState its SQLSTATE, absent without one
 * @param done the versions and the names of repeatable scripts that the run has brought
 * about before
 */
public record ErrorDescriptor(String error, String message, String action, @Nullable RunInfo run, @Nullable String file,
		@Nullable Integer line, @Nullable Integer column, @Nullable String statement, @Nullable String sqlState,
		@Nullable List<String> done) implements OperationResponseBody {

	static WebEndpointResponse<OperationResponseBody> response(Refusal refusal) {
		return response(new ErrorDescriptor(refusal.error(), refusal.message(), refusal.action(), null, null, null,
				null, null, null, null));
	}

	static WebEndpointResponse<OperationResponseBody> response(MigrateException ex) {
		if (ex instanceof StatementException failed) {
			return response(new ErrorDescriptor(ex.getError(), ex.getMessage(), ex.getAction(), null, failed.getFile(),
					failed.getPlace().line(), failed.getPlace().column(), failed.getStatement(), failed.getSqlState(),
					failed.getDone()));
		}
		if (ex instanceof CodeException failed) {
			return response(new ErrorDescriptor(ex.getError(), ex.getMessage(), ex.getAction(), null, failed.getType(),
					failed.getLine(), null, null, failed.getSqlState(), failed.getDone()));
		}
		RunInfo run = (ex instanceof ClaimException claim && claim.getRun() != null) ? claim.getRun().withoutQueries()
				: null;
		return response(new ErrorDescriptor(ex.getError(), ex.getMessage(), ex.getAction(), run, null, null, null, null,
				null, null));
	}

	private static WebEndpointResponse<OperationResponseBody> response(ErrorDescriptor error) {
		return new WebEndpointResponse<>(error, status(error.error()));
	}

	private static int status(String error) {
		return switch (error) {
			case "plan-required", "reason-required", "source-required" -> 400;
			case "anonymous", "downgrade-disabled", "below-floor" -> 403;
			case "unknown-target" -> 404;
			case "irreversible" -> 422;
			case "statement-failed", "script", "database", "configuration" -> 500;
			default -> 409;
		};
	}

}
