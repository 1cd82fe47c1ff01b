package org.thalweg.experiments.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.thalweg.experiments.figure.Claim;
import org.thalweg.experiments.figure.PaperFigure;
import org.thalweg.experiments.figure.Preset;
import org.thalweg.experiments.result.ResultFolder;
import org.thalweg.io.AtomicFile;
import org.thalweg.io.Printable;

/**
 * The results of figures on one page of HTML, which needs no other file, no network and no script: every figure beside the
 * paper's claims and their verdicts, its settings and what the paper leaves open in them, where it comes from, and links to its
 * files.
 *
 * <p>Nothing in the files is trusted. Names, texts and numbers are escaped; pictures are embedded where they can neither run
 * nor load anything, and linked only if opening them does neither; links, pipes and devices are not read, nor files without
 * end; files whose checksum is not the one in {@code result.json} are reported, on the page too. A run that cannot be read is
 * named with the reason, there as well, and does not keep the others from being shown.
 */
public final class Report {

    /** {@code PAPER/FIGURE/PRESET}. */
    private static final int DEPTH = 3;

    private final List<Run> runs;
    private final List<String> skipped;
    private final String version;

    private Report(List<Run> runs, List<String> skipped, String version) {
        this.runs = runs;
        this.skipped = skipped;
        this.version = version;
    }

    /**
     * Reads results.
     *
     * @param folder holds results in folders {@code PAPER/FIGURE/PRESET}
     * @param presets which sizes to take
     * @param known the figures that this program can compute, in the order in which they are shown; others come after them
     * @param version of the program
     * @return the report
     * @throws IOException if there are no results, or none that can be read; the message names one that cannot
     */
    public static Report read(Path folder, Set<Preset> presets, List<PaperFigure<?>> known, String version)
            throws IOException {
        List<Path> results = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            find(folder, 0, results, skipped);
        }
        List<Run> all = new ArrayList<>();
        List<IOException> faults = new ArrayList<>();
        for (Path result : results) {
            try {
                all.add(Run.read(result, known));
            } catch (IOException fault) {
                faults.add(fault);
                skipped.add(Printable.of(fault.getMessage()));
            }
        }
        List<Run> runs = all.stream()
                .filter(run -> presets.contains(run.result().preset()))
                .sorted(order(known))
                .toList();
        if (runs.isEmpty() && !faults.isEmpty()) {
            IOException first = faults.get(0);
            int others = faults.size() - 1;
            throw new IOException(
                    first.getMessage()
                            + (others == 0
                                    ? ""
                                    : "; and " + Words.count(others, "other run") + " cannot be read either"),
                    first);
        }
        if (runs.isEmpty()) {
            String found = all.isEmpty()
                    ? "no results of figures"
                    : "no results of preset "
                            + presets.stream().sorted().map(Preset::toString).collect(Collectors.joining(", "));
            String example = known.isEmpty() ? "ID" : known.get(0).id();
            String preset =
                    presets.stream().sorted().findFirst().orElse(Preset.QUICK).toString();
            throw new IOException("--figures " + folder + ": " + found + " there; ./thalweg figure " + example
                    + " --preset " + preset + " makes one, ./thalweg figures lists all");
        }
        return new Report(runs, List.copyOf(skipped), version);
    }

    /** The line for a folder that is not on the page. */
    private static String skipped(Path folder, String reason) {
        return Printable.of(folder + ": skipped: " + reason);
    }

    /** Folders with results, and those at the ends of the tree without. */
    private static void find(Path folder, int depth, List<Path> results, List<String> skipped) {
        if (PlainFile.isThere(folder.resolve(ResultFolder.RESULT))) {
            results.add(folder);
            return;
        }
        List<Path> inner;
        try (Stream<Path> entries = Files.list(folder)) {
            inner = entries.filter(Files::isDirectory)
                    .filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException fault) {
            skipped.add(skipped(folder, "its files cannot be listed"));
            return;
        }
        inner.stream()
                .filter(Files::isSymbolicLink)
                .forEach(link -> skipped.add(skipped(link, "a symbolic link, which could lead anywhere")));
        if (depth > 0 && (depth == DEPTH || inner.isEmpty())) {
            skipped.add(skipped(folder, "no " + ResultFolder.RESULT + ", as a run leaves it that was not finished"));
        } else if (depth < DEPTH) {
            for (Path entry : inner) {
                if (!Files.isSymbolicLink(entry)) {
                    find(entry, depth + 1, results, skipped);
                }
            }
        }
    }

    /** As the figures are known, then by name; the largest preset first. */
    private static Comparator<Run> order(List<PaperFigure<?>> known) {
        return Comparator.<Run>comparingInt(
                        run -> run.figure().map(known::indexOf).orElse(known.size()))
                .thenComparing(run -> run.result().id())
                .thenComparing(run -> run.result().preset(), Comparator.reverseOrder())
                .thenComparing(Run::folder);
    }

    /** {@return a line for each run, with the number of claims for each verdict} */
    public List<String> summary() {
        return runs.stream()
                .map(run -> Printable.of(run.folder() + ": " + verdicts(List.of(run))))
                .toList();
    }

    /** As "10 claims: 8 reproduced, 2 not reproduced". */
    private static String verdicts(List<Run> runs) {
        List<String> counts = new ArrayList<>();
        for (Claim.Verdict verdict : Claim.Verdict.values()) {
            long count = count(runs, verdict);
            if (count > 0) {
                counts.add(count + " " + verdict);
            }
        }
        long claims =
                runs.stream().mapToLong(run -> run.result().claims().size()).sum();
        return Words.count(claims, "claim") + (counts.isEmpty() ? "" : ": " + String.join(", ", counts));
    }

    /** How many claims have a verdict. */
    static long count(List<Run> runs, Claim.Verdict verdict) {
        return runs.stream()
                .flatMap(run -> run.result().claims().stream())
                .filter(claim -> claim.verdict() == verdict)
                .count();
    }

    /** {@return a line for each file that is not what its run wrote, and each run or folder that is not shown} */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (Run run : runs) {
            run.strange()
                    .forEach(file -> warnings.add(
                            Printable.of(file.path() + ": " + file.state().words())));
        }
        warnings.addAll(skipped);
        return warnings;
    }

    /**
     * Writes the page, whole or not at all.
     *
     * @param file the page, whose folder is made if there is none; links lead from there to the files of the runs
     * @throws IOException if a picture cannot be read or the page not be written; the message names the file
     */
    public void write(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        byte[] page = new Page(runs, skipped, folder, version).html().getBytes(StandardCharsets.UTF_8);
        try {
            Files.createDirectories(folder);
        } catch (IOException fault) {
            throw new IOException(file + ": cannot be written: its folder cannot be made", fault);
        }
        AtomicFile.write(file, out -> out.write(page));
    }
}
