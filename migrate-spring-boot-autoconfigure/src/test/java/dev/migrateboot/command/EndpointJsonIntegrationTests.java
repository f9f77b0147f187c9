package dev.migrateboot.command;

import java.nio.file.Path;

import dev.migrateboot.MigrationPlan;
import dev.migrateboot.Migrations;
import dev.migrateboot.Target;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.RunningApplication;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that commands print the JSON that the endpoint answers.
 */
@ExtendWith(PostgresExtension.class)
class EndpointJsonIntegrationTests {

	@TempDir
	private Path directory;

	@Test
	void answersAreThoseOfTheEndpoint(TestDatabase database) {
		ScriptFolder scripts = new ScriptFolder(this.directory)
			.pair("001_a", "create table a (id int); -- \"ż\"\\", "drop table a;")
			.pair("002_b", "create table b (id int);", "drop table b;")
			.file("R__views.sql", "create or replace view c as select id from a;");
		String yaml = """
				migrate:
				  startup: none
				  locations: %s
				  downgrade.enabled: true
				  endpoint.show-sql: always
				management.endpoint.migrations.access: unrestricted
				""".formatted(scripts.location());
		try (RunningApplication application = RunningApplication.start(database, yaml)) {
			Migrations migrations = application.bean(Migrations.class);
			assertSame(application, "/head", plan(migrations, Target.HEAD));
			assertThat(migrations.upgrade(Target.parse("001")).steps()).hasSize(1);
			assertSame(application, "", Json.write(migrations.status()));
			assertSame(application, "/head", plan(migrations, Target.HEAD));
			assertSame(application, "/-1", plan(migrations, Target.parse("-1")));
			assertSame(application, "/001", plan(migrations, Target.parse("001")));
			scripts.file("001_a_downgrade.sql", "drop table a cascade;");
			assertSame(application, "/base", plan(migrations, Target.BASE));
			scripts.file("001_a_downgrade.sql", "drop table a;");
			String ours = Json.write(ReportAnswer.of(migrations.upgrade(Target.HEAD)));
			migrations.downgrade(Target.parse("001"));
			database.execute("delete from migrate_history where version is null");
			MigrationPlan plan = migrations.plan(Target.HEAD);
			String theirs = application
				.post("/head", "{\"plan\":\"%s\",\"reason\":\"x\"}".formatted(plan.id()), "alice")
				.body();
			assertThat(anonymous(ours)).isEqualTo(anonymous(theirs)).contains("\"outcome\":\"applied\"");
		}
	}

	private static String plan(Migrations migrations, Target target) {
		MigrationPlan plan = migrations.plan(target);
		return Json.write(PlanAnswer.of(plan, migrations.preview(plan), "refuse-traffic"));
	}

	private static void assertSame(RunningApplication application, String path, String json) {
		assertThat(json).isEqualTo(application.get(path).body());
	}

	private static String anonymous(String report) {
		return report.replaceAll("\"durationMs\":\\d+", "").replaceAll("\"journal\":\"\\d+\"", "\"journal\"");
	}

}
