package dev.migrateboot.support;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;

import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * A database of another product: its connections know their product's name and how to be
 * closed, nothing else.
 */
public final class ForeignProduct extends AbstractDataSource {

	private final String name;

	private int open;

	/**
	 * Create a database.
	 * @param name the name of the product
	 */
	public ForeignProduct(String name) {
		this.name = name;
	}

	@Override
	public Connection getConnection() throws SQLException {
		this.open++;
		DatabaseMetaData metaData = (DatabaseMetaData) Proxy.newProxyInstance(ForeignProduct.class.getClassLoader(),
				new Class<?>[] { DatabaseMetaData.class }, (proxy, method, arguments) -> switch (method.getName()) {
					case "getDatabaseProductName" -> this.name;
					default -> throw new UnsupportedOperationException(method.getName());
				});
		return (Connection) Proxy.newProxyInstance(ForeignProduct.class.getClassLoader(),
				new Class<?>[] { Connection.class }, (proxy, method, arguments) -> switch (method.getName()) {
					case "getMetaData" -> metaData;
					case "close" -> {
						this.open--;
						yield null;
					}
					default -> throw new UnsupportedOperationException(method.getName());
				});
	}

	@Override
	public Connection getConnection(String username, String password) throws SQLException {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return how many connections are in use.
	 * @return the count
	 */
	public int open() {
		return this.open;
	}

}
