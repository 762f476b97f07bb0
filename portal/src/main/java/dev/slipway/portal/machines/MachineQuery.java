package dev.slipway.portal.machines;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a list of machines is limited to, as text: {@code project:payments,retail -label:env=dev memory>=16GiB web}. All terms must
 * hold; of the values of one term one must; a hyphen in front turns a term round; words without key are found anywhere.
 *
 * @param terms terms in the order of the text
 * @param problems one sentence for each term that means nothing
 */
record MachineQuery(List<Term> terms, List<String> problems) {
    static final int LONGEST = 500;

    private static final Pattern TOKEN = Pattern.compile("\"([^\"]*)\"|(?:[^\\s\"]|\"[^\"]*\")+");
    private static final Pattern KEYED = Pattern.compile("(-?)([a-z]+)(:|>=|<=|>|<)(.*)");
    private static final Pattern AMOUNT = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([a-z]*)");

    /** One condition. */
    record Term(Key key, Comparison comparison, List<String> values, boolean negated, String text) {
        boolean holds(MachineRow row, Instant now) {
            return values.stream().anyMatch(value -> key.holds(row, comparison, value, now)) != negated;
        }

        /** Returns the term as a chip says it. */
        String words() {
            String shown = key == Key.TEXT
                    ? "“" + values.getFirst() + "”"
                    : key.word()
                            + (comparison == Comparison.IS ? ": " : " " + comparison.sign() + " ")
                            + String.join(", ", values);
            return negated ? "not " + shown : shown;
        }
    }

    /** How a value is compared. */
    enum Comparison {
        IS(":"),
        AT_LEAST(">="),
        AT_MOST("<="),
        MORE(">"),
        LESS("<");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }

        boolean holds(double actual, double wanted) {
            return switch (this) {
                case IS -> actual == wanted;
                case AT_LEAST -> actual >= wanted;
                case AT_MOST -> actual <= wanted;
                case MORE -> actual > wanted;
                case LESS -> actual < wanted;
            };
        }
    }

    /** What can be asked. */
    enum Key {
        NAME,
        PROJECT,
        STATUS,
        NODE,
        LABEL,
        OS,
        IP,
        CPU,
        MEMORY,
        DISK,
        AGE,
        TEXT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isAmount() {
            return this == CPU || this == MEMORY || this == DISK || this == AGE;
        }

        boolean holds(MachineRow row, Comparison comparison, String value, Instant now) {
            return switch (this) {
                case NAME -> text(row.key().name(), value);
                case PROJECT -> exact(row.key().namespace(), value);
                case STATUS -> status(row, value);
                case NODE -> exact(row.node(), value);
                case LABEL -> label(row, value);
                case OS ->
                    row.os().name().toLowerCase(Locale.ROOT).contains(value)
                            || row.os().icon().equals("os-" + value);
                case IP -> row.words().contains("\n" + value);
                case CPU -> comparison.holds((double) row.cpus(), amount(value));
                case MEMORY -> comparison.holds((double) row.memoryBytes(), amount(value));
                case DISK -> comparison.holds((double) row.diskBytes(), amount(value));
                case AGE ->
                    comparison.holds(
                            (double) Duration.between(row.created(), now).toSeconds(), amount(value));
                case TEXT -> row.words().contains(value);
            };
        }

        private double amount(String value) {
            return quantity(this, value).orElse(Double.NaN);
        }
    }

    /** Reads a query. What it does not understand becomes a problem and limits nothing. */
    static MachineQuery parse(String text) {
        List<Term> terms = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        String limited = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        if (text.length() > LONGEST) {
            problems.add("Only the first " + LONGEST + " characters of the query are used.");
        }
        Matcher tokens = TOKEN.matcher(limited.strip());
        while (tokens.find()) {
            term(tokens.group()).ifPresentOrElse(terms::add, () -> problems.add(problem(tokens.group())));
        }
        return new MachineQuery(List.copyOf(terms), List.copyOf(problems));
    }

    /** Returns whether a machine is in the list. */
    boolean matches(MachineRow row, Instant now) {
        for (Term term : terms) {
            if (!term.holds(row, now)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the answer changes while time goes by. */
    boolean asksForAges() {
        return terms.stream().anyMatch(term -> term.key() == Key.AGE);
    }

    /** Returns the text of this query without one of its terms. */
    String without(Term removed) {
        return String.join(
                " ",
                terms.stream()
                        .filter(term -> !term.equals(removed))
                        .map(Term::text)
                        .toList());
    }

    private static Optional<Term> term(String token) {
        String lower = token.toLowerCase(Locale.ROOT);
        Matcher keyed = KEYED.matcher(lower);
        if (!keyed.matches() || lower.startsWith("\"")) {
            boolean negated = lower.length() > 1 && lower.startsWith("-");
            String word = unquoted(negated ? lower.substring(1) : lower);
            return Optional.of(new Term(Key.TEXT, Comparison.IS, List.of(word), negated, token));
        }
        Optional<Key> key = key(keyed.group(2));
        Comparison comparison = comparison(keyed.group(3));
        List<String> values = Stream.of(unquoted(keyed.group(4)).split(","))
                .filter(v -> !v.isEmpty())
                .toList();
        boolean meaningful = key.isPresent()
                && !values.isEmpty()
                && (key.get().isAmount()
                        ? values.stream().allMatch(v -> quantity(key.get(), v).isPresent())
                        : comparison == Comparison.IS)
                && (key.get() != Key.STATUS || values.stream().allMatch(MachineQuery::isStatus));
        return meaningful
                ? Optional.of(
                        new Term(key.get(), comparison, values, !keyed.group(1).isEmpty(), token))
                : Optional.empty();
    }

    private static String problem(String token) {
        Matcher keyed = KEYED.matcher(token.toLowerCase(Locale.ROOT));
        if (!keyed.matches() || key(keyed.group(2)).isEmpty()) {
            return "“" + token
                    + "” is left out: there is no such key. Use name, project, status, node, label, os, ip, cpu, memory, disk or age.";
        }
        return switch (key(keyed.group(2)).get()) {
            case STATUS ->
                "“" + token + "” is left out: a status is one of "
                        + String.join(
                                ", ",
                                Stream.of(StateWord.values())
                                        .map(StateWord::query)
                                        .toList()) + ", attention.";
            case CPU -> "“" + token + "” is left out: write a number of CPUs, such as cpu>=4.";
            case MEMORY, DISK -> "“" + token + "” is left out: write a size, such as " + keyed.group(2) + ">=16GiB.";
            case AGE -> "“" + token + "” is left out: write a time, such as age<7d, age>12h or age<30min.";
            case NAME, PROJECT, NODE, LABEL, OS, IP, TEXT ->
                "“" + token + "” is left out: write a colon and a value, such as " + keyed.group(2) + ":web.";
        };
    }

    private static Optional<Key> key(String word) {
        return Stream.of(Key.values())
                .filter(key -> key != Key.TEXT && key.word().equals(word))
                .findFirst();
    }

    private static Comparison comparison(String sign) {
        return Stream.of(Comparison.values())
                .filter(comparison -> comparison.sign().equals(sign))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isStatus(String value) {
        return value.equals("attention")
                || Stream.of(StateWord.values()).anyMatch(word -> word.query().equals(value));
    }

    private static boolean status(MachineRow row, String value) {
        return value.equals("attention")
                ? row.state().word().needsAttention()
                : row.state().word().query().equals(value);
    }

    private static boolean label(MachineRow row, String value) {
        int equals = value.indexOf('=');
        String name = equals < 0 ? value : value.substring(0, equals);
        return row.labels().entrySet().stream()
                .anyMatch(label -> label.getKey().toLowerCase(Locale.ROOT).equals(name)
                        && (equals < 0
                                || exact(label.getValue().toLowerCase(Locale.ROOT), value.substring(equals + 1))));
    }

    /** A value with * is a pattern for the whole text, one without is found anywhere in it. */
    private static boolean text(String actual, String value) {
        return value.indexOf('*') < 0 ? actual.contains(value) : glob(actual, value);
    }

    private static boolean exact(String actual, String value) {
        return value.indexOf('*') < 0 ? actual.equals(value) : glob(actual, value);
    }

    private static boolean glob(String actual, String pattern) {
        String[] parts = pattern.split("\\*", -1);
        int at = parts[0].length();
        String last = parts[parts.length - 1];
        if (!actual.startsWith(parts[0]) || actual.length() < at + last.length() || !actual.endsWith(last)) {
            return false;
        }
        for (int part = 1; part < parts.length - 1; part++) {
            int found = actual.indexOf(parts[part], at);
            if (found < 0) {
                return false;
            }
            at = found + parts[part].length();
        }
        return at <= actual.length() - last.length();
    }

    private static Optional<Double> quantity(Key key, String value) {
        Matcher amount = AMOUNT.matcher(value);
        if (!amount.matches()) {
            return Optional.empty();
        }
        return unit(key, amount.group(2)).map(unit -> Double.parseDouble(amount.group(1)) * unit);
    }

    private static Optional<Double> unit(Key key, String unit) {
        return switch (key) {
            case CPU -> unit.isEmpty() ? Optional.of(1.0) : Optional.empty();
            case MEMORY, DISK ->
                switch (unit) {
                    case "kib", "k" -> Optional.of(0x1p10);
                    case "mib", "m" -> Optional.of(0x1p20);
                    case "gib", "g", "" -> Optional.of(0x1p30);
                    case "tib", "t" -> Optional.of(0x1p40);
                    default -> Optional.empty();
                };
            case AGE ->
                switch (unit) {
                    case "s" -> Optional.of(1.0);
                    case "min", "m" -> Optional.of(60.0);
                    case "h" -> Optional.of(3600.0);
                    case "d", "" -> Optional.of(86_400.0);
                    case "w" -> Optional.of(604_800.0);
                    default -> Optional.empty();
                };
            case NAME, PROJECT, STATUS, NODE, LABEL, OS, IP, TEXT -> Optional.empty();
        };
    }

    private static String unquoted(String value) {
        return value.replace("\"", "");
    }
}
