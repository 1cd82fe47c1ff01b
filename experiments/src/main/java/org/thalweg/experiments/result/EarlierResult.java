package org.thalweg.experiments.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.thalweg.io.FileFault;

/** What the {@code result.json} in a folder says, which an earlier run has left, or anybody else. */
final class EarlierResult {

    private static final Pattern TABLE_OR_PICTURE = Pattern.compile("[^./\\\\:][^/\\\\:]*\\.(csv|png|svg)");

    private final Path folder;
    private final boolean there;
    private final JsonNode json;

    private EarlierResult(Path folder, boolean there, JsonNode json) {
        this.folder = folder;
        this.there = there;
        this.json = json;
    }

    /**
     * Reads.
     *
     * @param folder the folder
     * @throws IOException if there is a {@code result.json} that cannot be read
     */
    static EarlierResult in(Path folder) throws IOException {
        Path result = folder.resolve(ResultFolder.RESULT);
        if (!Files.isRegularFile(result)) {
            return new EarlierResult(folder, false, MissingNode.getInstance());
        }
        try {
            return new EarlierResult(folder, true, new ObjectMapper().readTree(Files.readAllBytes(result)));
        } catch (JsonProcessingException foreign) {
            return new EarlierResult(folder, true, MissingNode.getInstance());
        } catch (IOException fault) {
            throw FileFault.reading(result, fault);
        }
    }

    /** Whether there is a {@code result.json}. */
    boolean isThere() {
        return there;
    }

    /** Whether it is of a run that was interrupted, and so not all that was wanted. */
    boolean isInterrupted() {
        return json.path("interrupted").asBoolean();
    }

    /** Who has written it, as {@code thalweg train}; empty if it does not say. */
    String command() {
        String figure = json.path("figure").asText();
        return figure.isEmpty() ? json.path("command").asText() : "thalweg figure " + figure;
    }

    /**
     * Tables and pictures that it names and a new one will not: they would pass for those of a new run, which does not write
     * them. Weights are left alone, as they may be what the new run was about.
     *
     * @param staying the names of the files of the new run
     * @return regular files directly inside the folder
     */
    List<Path> filesWithout(Set<String> staying) {
        List<Path> files = new ArrayList<>();
        if (json.has("thalweg")) {
            json.path("sha256").properties().forEach(sum -> {
                String name = sum.getKey();
                if (!staying.contains(name)
                        && TABLE_OR_PICTURE.matcher(name).matches()
                        && Files.isRegularFile(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                    files.add(folder.resolve(name));
                }
            });
        }
        return files;
    }
}
