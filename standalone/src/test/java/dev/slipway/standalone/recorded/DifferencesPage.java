package dev.slipway.standalone.recorded;

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
 * What differs from the original on purpose, read from a page of {@code docs/differences}. A row of its tables is
 * {@code | `what` | `where` | why |}: a difference, the cases that show it, and the reason; {@code *} stands for any text.
 */
public final class DifferencesPage {
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| `([^`]+)` \\| (\\S.*) \\|");

    /** The reason of a row begins so if it was read in the original's source. */
    private static final String UNRECORDED = "| Read: ";

    private final Path page;
    private final List<Row> rows;
    private final Set<Row> met = new LinkedHashSet<>();

    private record Row(String text, Pattern difference, Pattern cases) {}

    private DifferencesPage(Path page, List<Row> rows) {
        this.page = page;
        this.rows = rows;
    }

    /** Reads the page with this name. */
    public static DifferencesPage read(String name) throws IOException {
        Path page = Path.of("..", "docs", "differences", name);
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(page, UTF_8)) {
            var row = ROW.matcher(line);
            if (row.matches()) {
                rows.add(new Row(line, glob(row.group(1)), glob(row.group(2))));
            } else if (line.startsWith("| `")) {
                throw new IOException(page + " has a row that is not | `what` | `where` | why |: " + line);
            }
        }
        return new DifferencesPage(page, rows);
    }

    private static Pattern glob(String text) {
        return Pattern.compile(Pattern.quote(text).replace("*", "\\E.*\\Q").replace("\\Q\\E", ""), Pattern.DOTALL);
    }

    /** Returns those of the differences that no row explains. */
    public List<String> unexplained(String where, List<String> differences) {
        return differences.stream()
                .filter(difference -> !isExplained(where, difference))
                .toList();
    }

    private synchronized boolean isExplained(String where, String difference) {
        List<Row> fitting = rows.stream()
                .filter(row -> row.cases.matcher(where).matches()
                        && row.difference.matcher(difference).matches())
                .toList();
        met.addAll(fitting);
        return !fitting.isEmpty();
    }

    /** Returns rows that explained nothing: what they are about does not differ any more. Nothing recorded shows some. */
    public synchronized List<String> stale() {
        return rows.stream()
                .filter(row -> !met.contains(row) && !row.text.contains(UNRECORDED))
                .map(row -> page + ": " + row.text)
                .toList();
    }
}
