package org.thalweg.experiments.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.thalweg.experiments.figure.PaperFigure;

/**
 * A run of a figure as its folder shows it.
 *
 * @param folder the folder
 * @param result what {@code result.json} says
 * @param files what it lists, by name
 * @param figure the figure, if this version of the program knows it
 */
record Run(Path folder, FigureResult result, List<ListedFile> files, Optional<PaperFigure<?>> figure) {

    /**
     * Reads a folder.
     *
     * @throws IOException if a file cannot be read, or {@code result.json} is damaged
     */
    static Run read(Path folder, List<PaperFigure<?>> known) throws IOException {
        FigureResult result = FigureResult.read(folder);
        List<ListedFile> files = new ArrayList<>();
        for (Map.Entry<String, String> file : result.checksums().entrySet()) {
            files.add(ListedFile.check(folder.resolve(file.getKey()), file.getValue()));
        }
        Optional<PaperFigure<?>> figure =
                known.stream().filter(one -> one.id().equals(result.id())).findFirst();
        return new Run(folder, result, List.copyOf(files), figure);
    }

    /** The files that are not as the run wrote them. */
    List<ListedFile> strange() {
        return files.stream()
                .filter(file -> file.state() != ListedFile.State.AS_WRITTEN)
                .toList();
    }

    /** As "Figure 3": the last part of the name. */
    String heading() {
        String last = result.id().substring(result.id().indexOf('/') + 1).replace('-', ' ');
        return Character.toUpperCase(last.charAt(0)) + last.substring(1);
    }
}
