package org.thalweg.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What a result must say of where and when it was measured. */
public final class Machine {

    private Machine() {}

    /** Date, processor, load and the JDK that runs this, in this order. */
    public static Map<String, String> describe() throws IOException {
        Map<String, String> setting = new LinkedHashMap<>();
        setting.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        setting.put("processor", processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores");
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        setting.put("load", Table.number(load));
        setting.put("JDK", jdk());
        return setting;
    }

    static String jdk() {
        return System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version");
    }

    /** The name that Linux gives the processor, or the architecture. */
    private static String processor() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(file)) {
            return System.getProperty("os.arch");
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }
}
