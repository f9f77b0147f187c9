package dev.migrateboot.command;

import java.util.Set;

import javax.sql.DataSource;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.weaving.LoadTimeWeaverAware;
import org.springframework.core.Ordered;

/**
 * A {@link BeanFactoryPostProcessor} that leaves every bean alone until the command asks
 * for it. Comes behind those that make beans depend on each other.
 */
final class LazyApplication implements BeanFactoryPostProcessor, Ordered {

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
		Set<String> dataSources = Set.of(beans.getBeanNamesForType(DataSource.class, false, false));
		for (String name : beans.getBeanDefinitionNames()) {
			BeanDefinition definition = beans.getBeanDefinition(name);
			definition.setLazyInit(true);
			if (!dataSources.contains(name)) {
				// Beans that use the database have Flyway's run or our own start here.
				definition.setDependsOn((String[]) null);
			}
		}
		// Created by every start however lazy they are: the EntityManagerFactory is one.
		for (String name : beans.getBeanNamesForType(LoadTimeWeaverAware.class, false, false)) {
			((BeanDefinitionRegistry) beans).removeBeanDefinition(BeanFactoryUtils.transformedBeanName(name));
		}
	}

}
