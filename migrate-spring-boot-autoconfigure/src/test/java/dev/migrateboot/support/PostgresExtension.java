package dev.migrateboot.support;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test a database of its own, and drops it after the test.
 */
public final class PostgresExtension implements ParameterResolver, AfterEachCallback {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace
		.create(PostgresExtension.class);

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == TestDatabase.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		ExtensionContext.Store store = context.getStore(NAMESPACE);
		TestDatabase database = store.get(context.getUniqueId(), TestDatabase.class);
		if (database == null) {
			database = PostgresServer.newDatabase();
			store.put(context.getUniqueId(), database);
		}
		return database;
	}

	@Override
	public void afterEach(ExtensionContext context) {
		TestDatabase database = context.getStore(NAMESPACE).remove(context.getUniqueId(), TestDatabase.class);
		if (database != null) {
			PostgresServer.drop(database);
		}
	}

}
