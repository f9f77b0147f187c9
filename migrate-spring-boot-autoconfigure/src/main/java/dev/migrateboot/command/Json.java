package dev.migrateboot.command;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Writes records as the endpoint does: components by their names, those without a value
 * left out, everything that is neither record nor collection as its text. An application
 * need not have a library for that.
 */
final class Json {

	private Json() {
	}

	static String write(@Nullable Object value) {
		if (value == null || value instanceof Number || value instanceof Boolean) {
			return String.valueOf(value);
		}
		if (value instanceof OffsetDateTime time) {
			return quote(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time));
		}
		if (value instanceof Collection<?> values) {
			return values.stream().map(Json::write).collect(Collectors.joining(",", "[", "]"));
		}
		if (value instanceof Map<?, ?> values) {
			List<String> members = new ArrayList<>();
			values.forEach((name, member) -> add(members, String.valueOf(name), member));
			return object(members);
		}
		if (value instanceof Record values) {
			List<String> members = new ArrayList<>();
			for (RecordComponent component : values.getClass().getRecordComponents()) {
				add(members, component.getName(), read(values, component));
			}
			return object(members);
		}
		return quote(value.toString());
	}

	private static void add(List<String> members, String name, @Nullable Object value) {
		if (value != null) {
			members.add(quote(name) + ":" + write(value));
		}
	}

	private static String object(List<String> members) {
		return "{" + String.join(",", members) + "}";
	}

	private static @Nullable Object read(Record values, RecordComponent component) {
		try {
			component.getAccessor().setAccessible(true);
			return component.getAccessor().invoke(values);
		}
		catch (IllegalAccessException | InvocationTargetException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String quote(String text) {
		StringBuilder quoted = new StringBuilder("\"");
		for (char character : text.toCharArray()) {
			switch (character) {
				case '"', '\\' -> quoted.append('\\').append(character);
				case '\n' -> quoted.append("\\n");
				case '\r' -> quoted.append("\\r");
				case '\t' -> quoted.append("\\t");
				case '\b' -> quoted.append("\\b");
				case '\f' -> quoted.append("\\f");
				default -> quoted.append((character < ' ') ? "\\u%04X".formatted((int) character) : character);
			}
		}
		return quoted.append('"').toString();
	}

}
