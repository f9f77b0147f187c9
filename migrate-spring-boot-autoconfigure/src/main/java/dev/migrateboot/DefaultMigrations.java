package dev.migrateboot;

import java.sql.SQLException;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine: locate scripts, read the history, plan; only if there is something to do,
 * take the claim, read and plan again, and run.
 */
final class DefaultMigrations implements Migrations {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private final DataSource dataSource;

	private final MigrateSettings settings;

	private final List<PlanCheck> checks;

	private final ScriptLocator locator;

	private final CodeMigrations code;

	private final HistoryTable table;

	private final RunExecutor executor;

	DefaultMigrations(DataSource dataSource, MigrateSettings settings, List<PlanCheck> checks,
			List<MigrationListener> listeners, List<CodeMigration> code, ClassLoader classLoader) {
		this.dataSource = dataSource;
		this.settings = settings;
		this.checks = List.copyOf(checks);
		this.locator = new ScriptLocator(settings, classLoader);
		this.code = new CodeMigrations(code);
		this.table = new HistoryTable(settings);
		this.executor = new RunExecutor(settings, this.table, List.copyOf(listeners));
	}

	@Override
	public MigrationStatus status() {
		try (Planning planning = open()) {
			History history = planning.readAll();
			return new StatusReader(planning.scripts(), history, planning.changed(history), planning.repeats(history))
				.status();
		}
	}

	@Override
	public MigrationPlan plan(Target target) {
		try (Planning planning = open()) {
			History history = planning.readAll();
			return planning.check(planning.planner(history).plan(target), history);
		}
	}

	@Override
	public List<StepPreview> preview(MigrationPlan plan) {
		try (Session session = Session.open(this.dataSource)) {
			Tables tables = this.table.read(session).tables();
			StepPreviewer previewer = new StepPreviewer(session, this.table, tables,
					new ScriptPlaceholders(this.settings, session), new EffectCatalog(session, this.settings.schema()));
			return plan.steps().stream().map(previewer::preview).toList();
		}
	}

	@Override
	public List<JournalEntry> journal(@Nullable Long before, int limit) {
		try (Session session = Session.open(this.dataSource)) {
			Tables tables = this.table.read(session).tables();
			return (tables != null) ? JournalTable.read(session, tables, before, limit) : List.of();
		}
	}

	@Override
	public @Nullable Hold hold() {
		try (Session session = Session.open(this.dataSource)) {
			return this.table.read(session).hold();
		}
	}

	@Override
	public MigrationReport upgrade(Target target) {
		return Resumption.run((log) -> {
			try (Planning planning = open()) {
				History history = planning.read();
				planning.newer(history).check(false);
				return upgrade(planning, history, (planner) -> planner.upgrade(log.target(target)), log);
			}
		});
	}

	@Override
	public MigrationReport upgradeOnStart(Target target) {
		return Resumption.run((log) -> {
			try (Planning planning = open()) {
				History history = planning.read();
				NewerDatabase newer = planning.newer(history);
				if (takeBack(planning, newer, history)) {
					history = planning.read();
				}
				else {
					newer.check(true);
				}
				return upgrade(planning, history, (planner) -> planner.start(target), log);
			}
		});
	}

	@Override
	public MigrationReport downgrade(Target target) {
		return Resumption.run((log) -> {
			try (Planning planning = open()) {
				return execute(planning, run(planning, null, null, false),
						(planner) -> planner.downgrade(log.target(target)), log);
			}
		});
	}

	@Override
	public MigrationReport execute(Target target, Order order) {
		try (Planning planning = open()) {
			Run run = new Run(order.by(), order.reason(), this.settings.instance(), this.settings.build(), order.plan(),
					false, order.source(), order.hold());
			return execute(planning, run, (planner) -> planner.plan(target), new RunLog());
		}
	}

	@Override
	public MigrationReport stamp(Target target, boolean purge) {
		try (Planning planning = open()) {
			Version to = planning.planner(planning.read()).stamped(target);
			new TableLayout(this.settings).create(planning.session(), TableLayout.UnversionedCheck.NONE);
			return new Stamper(this.settings, this.table).stamp(planning.session(), tables(planning.read()),
					run(planning, null, null, false), planning.scripts(), to, purge);
		}
	}

	@Override
	public MigrationReport repair(Version version, Repair repair) {
		try (Planning planning = open()) {
			Tables tables = planning.readAll().tables();
			if (tables == null) {
				throw HistoryException.notInHistory(version);
			}
			return new Repairer(this.settings, this.table).repair(planning.session(), tables,
					run(planning, repair.reason(), null, false), version, planning.migrations(), repair);
		}
	}

	@Override
	public void script(Target target, Direction direction, @Nullable Source source, boolean hold,
			Consumer<String> lines) {
		try (Planning planning = open()) {
			Run run = run(planning, "printed as a script", source, hold);
			new ScriptPrinter(this.settings, this.executor, planning, run).print(target, direction, lines);
		}
	}

	@Override
	public void validate(Target target) {
		new StartCheck(this::open, this.settings.claimTimeout()).validate(target);
	}

	@Override
	public void await(Target target) {
		new StartCheck(this::open, this.settings.claimTimeout()).await(target);
	}

	private MigrationReport upgrade(Planning planning, History history, Function<Planner, MigrationPlan> upgrade,
			RunLog log) {
		MigrationPlan plan = upgrade.apply(planning.planner(history));
		if (plan.isEmpty()) {
			plan.orThrow();
			logger.info("Nothing is pending, the database is at {}", Planner.printed(history.current()));
			return log.finished(history);
		}
		return execute(planning, run(planning, null, null, false), upgrade, log);
	}

	/**
	 * Take a database back that is ahead of this build, where the settings name the
	 * version that it is at and no start has done so before.
	 */
	private boolean takeBack(Planning planning, NewerDatabase newer, History history) {
		if (!newer.isTakenBack()) {
			return false;
		}
		Tables tables = tables(history);
		BooleanSupplier done = () -> JournalTable.hasHeld(planning.session(), tables, newer.reason());
		if (done.getAsBoolean()) {
			return false;
		}
		execute(planning, run(planning, newer.reason(), Source.HISTORY, true),
				(planner) -> planner.takeBack(done.getAsBoolean() ? null : history.current()), new RunLog());
		return true;
	}

	private MigrationReport execute(Planning planning, Run run, Function<Planner, MigrationPlan> decide, RunLog log) {
		Function<History, MigrationPlan> plans = (history) -> planning.check(decide.apply(planning.planner(history)),
				history);
		History history = planning.readAll();
		MigrationPlan plan = plans.apply(history).orThrow();
		if (plan.isEmpty()) {
			run.checkCurrent(plan, history);
			return log.finished(history);
		}
		plan.requireSource(run.source());
		if (history.tables() == null) {
			new TableLayout(this.settings).create(planning.session(),
					new UnversionedSchema(this.settings, planning.migrations()));
			history = planning.readAll();
		}
		return this.executor.execute(planning.session(), tables(history), run, plan, plans, log);
	}

	private Planning open() {
		PackagedScripts scripts = this.code.among(this.locator.locate());
		return new Planning(this.settings, this.checks, this.table, scripts, Session.open(this.dataSource));
	}

	private Run run(Planning planning, @Nullable String reason, @Nullable Source source, boolean hold) {
		return new Run(by(planning.session()), reason, this.settings.instance(), this.settings.build(), null, true,
				source, hold);
	}

	private static String by(Session session) {
		try {
			return session.connection().getMetaData().getUserName();
		}
		catch (SQLException ex) {
			throw DatabaseException.translate("Reading the name of the session's user", ex);
		}
	}

	private static Tables tables(History history) {
		Tables tables = history.tables();
		if (tables == null) {
			throw new IllegalStateException("The tables of the history are gone");
		}
		return tables;
	}

}
