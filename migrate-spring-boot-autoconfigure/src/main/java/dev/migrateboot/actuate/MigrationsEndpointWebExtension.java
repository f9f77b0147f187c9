package dev.migrateboot.actuate;

import java.security.Principal;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import dev.migrateboot.MigrateException;
import dev.migrateboot.MigrationPlan;
import dev.migrateboot.MigrationReport;
import dev.migrateboot.Migrations.Order;
import dev.migrateboot.Refusal;
import dev.migrateboot.Source;
import dev.migrateboot.Target;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} that answers with the status codes
 * of HTTP and executes plans. A plan is executed on a thread of its own: a client that
 * goes away changes nothing.
 */
@EndpointWebExtension(endpoint = MigrationsEndpoint.class)
@RegisterReflectionForBinding({ ErrorDescriptor.class, JournalDescriptor.class, MigrationsDescriptor.class,
		PlanDescriptor.class, ReportDescriptor.class })
public class MigrationsEndpointWebExtension {

	/**
	 * The refusals that come before a look at what was sent.
	 */
	private static final Set<String> FIRST = Set.of("downgrade-disabled", "below-floor");

	private final MigrationsEndpoint endpoint;

	private final ExecutorService executor = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "migrate");
		thread.setDaemon(true);
		return thread;
	});

	/**
	 * Create the extension.
	 * @param endpoint the endpoint
	 */
	public MigrationsEndpointWebExtension(MigrationsEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Tell where the database stands. Reads the tables of the history, takes no lock.
	 * @param security who asks
	 * @return 200 and a {@link MigrationsDescriptor}, or an {@link ErrorDescriptor}
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> migrations(SecurityContext security) {
		return answer(() -> new WebEndpointResponse<>(MigrationsDescriptor.of(this.endpoint.engine().status(),
				this.endpoint.rules().showSql().isShown(security, Set.of()))));
	}

	/**
	 * Return the way to a target, or the journal. Reads the tables of the history, takes
	 * no lock.
	 * @param target {@code head}, {@code base}, a version, {@code +n} or {@code -n};
	 * {@code journal} for the journal
	 * @param before the id that rows of the journal have to be below, or {@code null}
	 * @param limit how many rows of the journal at most, or {@code null}
	 * @param security who asks
	 * @return 200 and a {@link PlanDescriptor} or a {@link JournalDescriptor}, or an
	 * {@link ErrorDescriptor}
	 */
	@ReadOperation
	@SuppressWarnings("deprecation")
	public WebEndpointResponse<OperationResponseBody> read(@Selector String target,
			@org.springframework.lang.Nullable Long before, @org.springframework.lang.Nullable Integer limit,
			SecurityContext security) {
		return answer(() -> new WebEndpointResponse<>(this.endpoint.read(target, before, limit,
				this.endpoint.rules().showSql().isShown(security, Set.of()))));
	}

	/**
	 * Execute exactly the plan that was read. Takes the claim without waiting for it.
	 * @param target the target of the plan
	 * @param plan the id of the plan
	 * @param reason why
	 * @param source {@code history} or {@code package}, where stored and packaged
	 * downgrade script differ
	 * @param security who asks
	 * @return 200 and a {@link ReportDescriptor} once the run has ended, or an
	 * {@link ErrorDescriptor}
	 */
	@WriteOperation
	@SuppressWarnings("deprecation")
	public WebEndpointResponse<OperationResponseBody> execute(@Selector String target,
			@org.springframework.lang.Nullable String plan, @org.springframework.lang.Nullable String reason,
			@org.springframework.lang.Nullable String source, SecurityContext security) {
		return answer(() -> execute(new Request(target, plan, reason, source), security.getPrincipal()));
	}

	private WebEndpointResponse<OperationResponseBody> execute(Request request, @Nullable Principal principal) {
		if (principal == null && !this.endpoint.rules().allowAnonymous()) {
			return ErrorDescriptor.response(new Refusal("anonymous",
					"Changing the database needs an authenticated user.",
					"Send the credentials of a user who may do that; migrate.downgrade.allow-anonymous=true does without."));
		}
		Target target = Target.parse(request.target());
		MigrationPlan plan = this.endpoint.engine().plan(target);
		Refusal refusal = this.endpoint.refusal(plan);
		if (refusal == null || !FIRST.contains(refusal.error())) {
			Refusal incomplete = request.incomplete();
			refusal = (incomplete != null) ? incomplete : refusal;
		}
		if (refusal != null) {
			return ErrorDescriptor.response(refusal);
		}
		String by = (principal != null) ? principal.getName() : "anonymous";
		return new WebEndpointResponse<>(ReportDescriptor.of(run(target, request.order(by))));
	}

	private MigrationReport run(Target target, Order order) {
		try {
			return this.executor.submit(() -> this.endpoint.engine().execute(target, order)).get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw new IllegalStateException(ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for the run to end; the run goes on", ex);
		}
	}

	private WebEndpointResponse<OperationResponseBody> answer(
			Supplier<WebEndpointResponse<OperationResponseBody>> operation) {
		if (!this.endpoint.rules().enabled()) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		try {
			return operation.get();
		}
		catch (MigrateException ex) {
			return ErrorDescriptor.response(ex);
		}
	}

	private static final int LONGEST_REASON = 1000;

	private record Request(String target, @Nullable String plan, @Nullable String reason, @Nullable String source) {

		@Nullable Refusal incomplete() {
			if (this.plan == null || this.plan.isBlank()) {
				return new Refusal("plan-required", "The id of the plan is missing.",
						"Read the plan with GET /actuator/migrations/%s and send its id as \"plan\"."
							.formatted(this.target));
			}
			if (this.reason == null || this.reason.isBlank()) {
				return new Refusal("reason-required", "The reason is missing.",
						"Send why this is done as \"reason\"; it is written into the journal.");
			}
			if (this.reason.length() > LONGEST_REASON) {
				return new Refusal("reason-required",
						"The reason is longer than %s characters.".formatted(LONGEST_REASON), "Send a shorter one.");
			}
			if (this.source != null && !this.source.equals("history") && !this.source.equals("package")) {
				return new Refusal("source-required", "There is no such source.",
						"Send \"history\" or \"package\" as \"source\".");
			}
			return null;
		}

		Order order(String by) {
			return new Order(String.valueOf(this.plan), by, String.valueOf(this.reason),
					(this.source != null) ? Source.valueOf(this.source.toUpperCase(Locale.ROOT)) : null, true);
		}

	}

}
