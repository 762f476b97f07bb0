package dev.slipway.machine.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The differences that have a reason, from the tables of {@code docs/differences/libvirt.md}. A row is
 * {@code | `difference` | why |}; {@code *} stands for any text.
 */
final class DifferencesList {
    private static final Path PAGE = Path.of("..", "docs", "differences", "libvirt.md");
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| (\\S.*) \\|");

    private final List<Row> rows;
    private final Set<Row> met = new LinkedHashSet<>();

    private record Row(String text, Pattern difference) {}

    private DifferencesList(List<Row> rows) {
        this.rows = rows;
    }

    static DifferencesList read() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE, UTF_8)) {
            var row = ROW.matcher(line);
            if (row.matches()) {
                String pattern = Pattern.quote(row.group(1)).replace("*", "\\E.*\\Q");
                rows.add(new Row(line, Pattern.compile(pattern)));
            } else if (line.startsWith("| `")) {
                throw new IOException(PAGE + " has a row that is not | `difference` | why |: " + line);
            }
        }
        return new DifferencesList(rows);
    }

    /** Returns those of the differences that no row explains. */
    List<String> unexplained(List<String> differences) {
        List<String> rest = new ArrayList<>();
        for (String difference : differences) {
            List<Row> fitting = rows.stream()
                    .filter(row -> row.difference.matcher(difference).matches())
                    .toList();
            met.addAll(fitting);
            if (fitting.isEmpty()) {
                rest.add(difference);
            }
        }
        return rest;
    }

    /** Returns rows that explained nothing: what they are about does not differ any more. */
    List<String> stale() {
        return rows.stream()
                .filter(row -> !met.contains(row))
                .map(row -> PAGE + ": " + row.text)
                .toList();
    }
}
