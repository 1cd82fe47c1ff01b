package org.thalweg.experiments.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.thalweg.io.FileFault;

/**
 * Tables and pictures of an earlier run, which would pass for those of a new one that does not write them. Weights are left
 * alone, as they may be what the new run was about.
 */
final class EarlierFiles {

    private static final Pattern TABLE_OR_PICTURE = Pattern.compile("[^./\\\\:][^/\\\\:]*\\.(csv|png|svg)");

    private EarlierFiles() {}

    /**
     * What the {@code result.json} in a folder names, and a new one will not.
     *
     * @param folder the folder
     * @param staying the names of the files of the new run
     * @return regular files directly inside the folder
     * @throws IOException if {@code result.json} cannot be read
     */
    static List<Path> of(Path folder, Set<String> staying) throws IOException {
        Path result = folder.resolve(ResultFolder.RESULT);
        List<Path> files = new ArrayList<>();
        if (!Files.isRegularFile(result)) {
            return files;
        }
        JsonNode json;
        try {
            json = new ObjectMapper().readTree(Files.readAllBytes(result));
        } catch (JsonProcessingException foreign) {
            return files;
        } catch (IOException fault) {
            throw FileFault.reading(result, fault);
        }
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
