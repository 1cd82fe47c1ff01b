package org.thalweg.experiments.report;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An object in a JSON file that is not trusted. Whatever is missing or of another kind than expected ends the reading with one
 * line: file, place, found, expected.
 */
final class JsonFields {

    private static final int LARGEST_FILE = 4 << 20;
    private static final int LONGEST_FOUND = 60;

    private final Path file;
    private final String place;
    private final JsonNode node;

    private JsonFields(Path file, String place, JsonNode node) {
        this.file = file;
        this.place = place;
        this.node = node;
    }

    /**
     * Reads a file that has one object.
     *
     * @throws IOException if it cannot be read, is too large or is not such JSON
     */
    static JsonFields read(Path file) throws IOException {
        byte[] bytes = PlainFile.read(file, LARGEST_FILE);
        ObjectMapper mapper = new ObjectMapper()
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        JsonNode node;
        try {
            node = mapper.readTree(bytes);
        } catch (IOException wrong) {
            throw new IOException(file + ": " + fault(wrong), wrong);
        }
        JsonFields root = new JsonFields(file, "", node);
        if (!node.isObject()) {
            throw root.wrong("the file", node, "an object");
        }
        return root;
    }

    /** Why a text cannot be read, in words for those who know nothing of the parser. */
    private static String fault(IOException wrong) {
        if (!(wrong instanceof JsonProcessingException here) || here.getLocation() == null) {
            return "not JSON in UTF-8";
        }
        String place = "line " + here.getLocation().getLineNr() + ", column "
                + here.getLocation().getColumnNr() + ": ";
        if (wrong instanceof JsonEOFException) {
            return place + "the JSON ends too soon";
        }
        return place
                + (wrong instanceof StreamConstraintsException
                        ? "nested deeper, or longer numbers or names, than in any result"
                        : "not JSON, or a name for the second time");
    }

    /** Why a property is refused. */
    IOException wrong(String name, Object found, String expected) {
        String text = found instanceof JsonNode missing && missing.isMissingNode() ? "nothing" : found.toString();
        String shown = text.length() <= LONGEST_FOUND ? text : text.substring(0, LONGEST_FOUND) + "...";
        return new IOException(file + ": " + place + name + ": found " + shown + ", expected " + expected);
    }

    /** A property as it stands in the file, so that nothing in it moves the cursor of a terminal. */
    String quoted(String name) {
        return node.path(name).toString();
    }

    /** A text as it would stand in the file. */
    static String quote(String text) {
        return TextNode.valueOf(text).toString();
    }

    private JsonNode get(String name, Predicate<JsonNode> good, String expected) throws IOException {
        JsonNode value = node.path(name);
        if (!good.test(value)) {
            throw wrong(name, value, expected);
        }
        return value;
    }

    String text(String name) throws IOException {
        return get(name, JsonNode::isTextual, "a text").textValue();
    }

    boolean truth(String name) throws IOException {
        return get(name, JsonNode::isBoolean, "true or false").booleanValue();
    }

    long whole(String name) throws IOException {
        return get(name, value -> value.isIntegralNumber() && value.canConvertToLong(), "a whole number")
                .longValue();
    }

    /** A number, NaN for {@code null}: JSON has neither NaN nor infinity. */
    double number(String name) throws IOException {
        JsonNode value = get(
                name, n -> n.isNull() || (n.isNumber() && Double.isFinite(n.doubleValue())), "a finite number or null");
        return value.isNull() ? Double.NaN : value.doubleValue();
    }

    /** The constant whose {@code toString} a text is. */
    <E extends Enum<E>> E constant(String name, Class<E> type) throws IOException {
        String text = text(name);
        for (E constant : type.getEnumConstants()) {
            if (constant.toString().equals(text)) {
                return constant;
            }
        }
        String known = Stream.of(type.getEnumConstants()).map(Object::toString).collect(Collectors.joining(", "));
        throw wrong(name, node.path(name), "one of " + known);
    }

    boolean has(String name) {
        return node.has(name);
    }

    JsonFields object(String name) throws IOException {
        return new JsonFields(file, place + name + ".", get(name, JsonNode::isObject, "an object"));
    }

    List<JsonFields> objects(String name) throws IOException {
        JsonNode list = get(name, JsonNode::isArray, "a list of objects");
        List<JsonFields> objects = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String at = name + "[" + i + "]";
            if (!list.get(i).isObject()) {
                throw wrong(at, list.get(i), "an object");
            }
            objects.add(new JsonFields(file, place + at + ".", list.get(i)));
        }
        return objects;
    }

    List<String> names() {
        return node.properties().stream().map(Map.Entry::getKey).toList();
    }

    /** A text, number, truth value, or list of those, as people write it. */
    String plain(String name) throws IOException {
        JsonNode value =
                get(name, n -> n.isValueNode() || (n.isArray() && holdsValues(n)), "a value or a list of values");
        if (!value.isArray()) {
            return value.asText();
        }
        List<String> texts = new ArrayList<>();
        value.forEach(element -> texts.add(element.asText()));
        return String.join(", ", texts);
    }

    private static boolean holdsValues(JsonNode list) {
        for (JsonNode element : list) {
            if (!element.isValueNode()) {
                return false;
            }
        }
        return true;
    }
}
