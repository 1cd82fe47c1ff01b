package org.thalweg.experiments.figure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Settings by name. The components of a record may be of the types {@code int}, {@code double}, an enum, or {@code List} of
 * {@code Integer}, {@code Double} or an enum.
 */
public final class SettingValues {

    private SettingValues() {}

    /**
     * Changes settings.
     *
     * @param settings a record; not changed
     * @param assignments each as {@code name=value}; a list is written as {@code 0.5,0.8}
     * @param <S> the record
     * @return the record with those components replaced, checked by its constructor
     * @throws IllegalArgumentException if a name or a value is wrong; the message lists what is possible
     */
    public static <S extends Record> S with(S settings, List<String> assignments) {
        RecordComponent[] components = settings.getClass().getRecordComponents();
        Object[] values = values(settings);
        for (String assignment : assignments) {
            int sign = assignment.indexOf('=');
            String name = sign < 0 ? assignment : assignment.substring(0, sign);
            int at = names(settings).indexOf(name);
            if (sign < 0 || at < 0) {
                throw new IllegalArgumentException(
                        "--set " + assignment + ": expected name=value with one of " + list(settings));
            }
            values[at] = parse(name, components[at].getGenericType(), assignment.substring(sign + 1));
        }
        return create(settings, values);
    }

    /**
     * Takes over what two records have in common.
     *
     * @param settings a record; not changed
     * @param others another record
     * @param <S> the record
     * @return the first record with the values of the second wherever both have a component of the same name, checked by its
     *     constructor
     * @throws IllegalArgumentException if a value is wrong
     */
    public static <S extends Record> S with(S settings, Record others) {
        Object[] values = values(settings);
        List<String> names = names(others);
        List<String> own = names(settings);
        for (int i = 0; i < values.length; i++) {
            int at = names.indexOf(own.get(i));
            if (at >= 0) {
                values[i] = values(others)[at];
            }
        }
        return create(settings, values);
    }

    /**
     * All settings with their types and values, for people.
     *
     * @param settings a record
     * @return as {@code images (int) = 1000, ...}
     */
    public static String list(Record settings) {
        RecordComponent[] components = settings.getClass().getRecordComponents();
        Object[] values = values(settings);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            texts.add(components[i].getName() + " (" + type(components[i].getGenericType()) + ") = " + text(values[i]));
        }
        return String.join(", ", texts);
    }

    /**
     * Settings as JSON.
     *
     * @param settings a record
     * @return a property for each component
     */
    public static ObjectNode json(Record settings) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode node = mapper.createObjectNode();
        Object[] values = values(settings);
        for (int i = 0; i < values.length; i++) {
            String name = settings.getClass().getRecordComponents()[i].getName();
            node.set(name, mapper.valueToTree(plain(values[i])));
        }
        return node;
    }

    private static Object plain(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(SettingValues::plain).toList();
        }
        return value instanceof Enum<?> constant ? text(constant) : value;
    }

    private static List<String> names(Record settings) {
        return Arrays.stream(settings.getClass().getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    private static Object[] values(Record settings) {
        return Arrays.stream(settings.getClass().getRecordComponents())
                .map(component -> invoke(component.getAccessor(), settings))
                .toArray();
    }

    private static Object invoke(Method accessor, Record settings) {
        try {
            accessor.setAccessible(true);
            return accessor.invoke(settings);
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError("records of this module can be read", impossible);
        }
    }

    private static <S extends Record> S create(S settings, Object... values) {
        Class<?>[] types = Arrays.stream(settings.getClass().getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            @SuppressWarnings("unchecked")
            Constructor<S> constructor = (Constructor<S>) settings.getClass().getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof IllegalArgumentException wrong) {
                throw wrong;
            }
            throw new IllegalStateException(thrown.getCause());
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError("every record has such a constructor", impossible);
        }
    }

    private static Object parse(String name, Type type, String value) {
        try {
            return parse(type, value.strip());
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "--set " + name + ": found `" + value + "`, expected " + type(type), wrong);
        }
    }

    private static Object parse(Type type, String value) {
        if (type instanceof ParameterizedType list) {
            Type element = list.getActualTypeArguments()[0];
            return Arrays.stream(value.split(",", -1))
                    .map(text -> parse(element, text.strip()))
                    .toList();
        }
        if (type == int.class || type == Integer.class) {
            return Integer.valueOf(value);
        }
        if (type == double.class || type == Double.class) {
            return Double.valueOf(value);
        }
        return Arrays.stream(((Class<?>) type).getEnumConstants())
                .filter(constant -> text(constant).equals(value))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new);
    }

    private static String type(Type type) {
        if (type instanceof ParameterizedType list) {
            return "list of " + type(list.getActualTypeArguments()[0]);
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isEnum()) {
            return Arrays.stream(plain.getEnumConstants())
                    .map(SettingValues::text)
                    .collect(Collectors.joining("|"));
        }
        return plain == Double.class ? "double" : plain == Integer.class ? "int" : plain.getSimpleName();
    }

    private static String text(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(SettingValues::text).collect(Collectors.joining(","));
        }
        return value instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT) : String.valueOf(value);
    }
}
