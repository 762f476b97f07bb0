package dev.slipway.standalone.apiserver.cel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version as semver.org 2.0.0 has it; what follows a {@code +} does not count when versions are compared.
 *
 * @param prerelease parts behind the {@code -}
 * @param build what follows the {@code +}; may be empty
 */
record SemanticVersion(long major, long minor, long patch, List<String> prerelease, String build)
        implements Comparable<SemanticVersion> {
    private static final String NUMBER = "(0|[1-9][0-9]{0,17})";
    private static final String PART = "(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)";
    private static final Pattern SHAPE = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(?:-(" + PART
            + "(?:\\." + PART + ")*))?(?:\\+([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    static Optional<SemanticVersion> parse(String text) {
        Matcher shape = SHAPE.matcher(text);
        return shape.matches()
                ? Optional.of(new SemanticVersion(
                        Long.parseLong(shape.group(1)),
                        Long.parseLong(shape.group(2)),
                        Long.parseLong(shape.group(3)),
                        shape.group(4) == null
                                ? List.of()
                                : List.of(shape.group(4).split("\\.")),
                        shape.group(5) == null ? "" : shape.group(5)))
                : Optional.empty();
    }

    /** Reads short versions and such with a {@code v} or leading zeros, too. */
    static Optional<SemanticVersion> parseLenient(String text) {
        List<String> parts = new ArrayList<>();
        for (String part : (text.startsWith("v") ? text.substring(1) : text).split("\\.", 3)) {
            parts.add(part.replaceFirst("^0+(?=[0-9])", ""));
        }
        if (parts.size() < 3 && parts.getLast().matches(".*[+-].*")) {
            return Optional.empty();
        }
        while (parts.size() < 3) {
            parts.add("0");
        }
        return parse(String.join(".", parts));
    }

    @Override
    public int compareTo(SemanticVersion other) {
        int numbers = Comparator.comparingLong(SemanticVersion::major)
                .thenComparingLong(SemanticVersion::minor)
                .thenComparingLong(SemanticVersion::patch)
                .compare(this, other);
        return numbers != 0 ? numbers : compare(prerelease, other.prerelease);
    }

    private static int compare(List<String> parts, List<String> others) {
        if (parts.isEmpty() || others.isEmpty()) {
            return Boolean.compare(parts.isEmpty(), others.isEmpty());
        }
        for (int i = 0; i < Math.min(parts.size(), others.size()); i++) {
            int order = compare(parts.get(i), others.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(parts.size(), others.size());
    }

    private static int compare(String part, String other) {
        boolean number = DIGITS.matcher(part).matches();
        boolean otherNumber = DIGITS.matcher(other).matches();
        if (number && otherNumber) {
            return new java.math.BigInteger(part).compareTo(new java.math.BigInteger(other));
        }
        return number == otherNumber ? part.compareTo(other) : Boolean.compare(otherNumber, number);
    }

    /** Versions are the same if none is before the other. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SemanticVersion version && compareTo(version) == 0;
    }

    @Override
    public int hashCode() {
        return List.of(major, minor, patch, prerelease).hashCode();
    }
}
