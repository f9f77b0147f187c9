package dev.migrateboot.autoconfigure;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * The tools that an application may have migrated with so far.
 */
enum OtherMigrationTool {

	FLYWAY("org.flywaydb.core.Flyway"),

	LIQUIBASE("liquibase.integration.spring.SpringLiquibase");

	private final String beanType;

	OtherMigrationTool(String beanType) {
		this.beanType = beanType;
	}

	/**
	 * Return the tool that has a bean, or {@code null}.
	 */
	static @Nullable OtherMigrationTool find(ListableBeanFactory beans, ClassLoader classLoader) {
		for (OtherMigrationTool tool : values()) {
			if (ClassUtils.isPresent(tool.beanType, classLoader) && beans
				.getBeanNamesForType(ClassUtils.resolveClassName(tool.beanType, classLoader), true, false).length > 0) {
				return tool;
			}
		}
		return null;
	}

	String beanType() {
		return this.beanType;
	}

	@Override
	public String toString() {
		return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
	}

}
