package dev.slipway.machine.template;

import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A random text made after an expression such as {@code vm-[a-z0-9]{6}}. Source: virt-template v0.2.0,
 * {@code template/generator}.
 */
final class GeneratedValue {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String DIGITS = "0123456789";
    private static final String SYMBOLS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    private static final Pattern EXPRESSION = Pattern.compile("\\[([a-zA-Z0-9\\-\\\\]+)]\\{(\\w+)}");
    private static final Pattern RANGE = Pattern.compile("\\\\[wdaA]|.-.|[a-zA-Z0-9]+");
    private static final int LONGEST = 255;

    private GeneratedValue() {}

    /**
     * Returns the text.
     *
     * @param random returns a number from 0 to below its argument
     * @throws IllegalArgumentException if the expression is malformed; its message says how
     */
    static String of(String expression, IntUnaryOperator random) {
        StringBuilder text = new StringBuilder();
        Matcher matcher = EXPRESSION.matcher(expression);
        while (matcher.find()) {
            String alphabet = alphabet(matcher.group(1));
            int length = length(matcher.group(2));
            StringBuilder value = new StringBuilder(length);
            for (int i = 0; i < length; i++) {
                value.append(alphabet.charAt(random.applyAsInt(alphabet.length())));
            }
            matcher.appendReplacement(text, Matcher.quoteReplacement(value.toString()));
        }
        return matcher.appendTail(text).toString();
    }

    private static int length(String text) {
        int length;
        try {
            length = Integer.parseInt(text);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("malformed length syntax: " + text);
        }
        if (length < 1 || length > LONGEST) {
            throw new IllegalArgumentException("range must be within [1-" + LONGEST + "] characters: " + length);
        }
        return length;
    }

    private static String alphabet(String ranges) {
        TreeSet<Character> characters = new TreeSet<>();
        Matcher matcher = RANGE.matcher(ranges);
        while (matcher.find()) {
            String range = matcher.group();
            String found = switch (range) {
                case "\\w" -> LETTERS + DIGITS + "_";
                case "\\d" -> DIGITS;
                case "\\a" -> LETTERS + DIGITS;
                case "\\A" -> SYMBOLS;
                default -> range.length() == 3 && range.charAt(1) == '-' ? between(range) : range;
            };
            found.chars().forEach(character -> characters.add((char) character));
        }
        if (characters.isEmpty()) {
            throw new IllegalArgumentException("malformed ranges syntax: " + ranges);
        }
        return characters.stream().map(String::valueOf).collect(Collectors.joining());
    }

    private static String between(String range) {
        String all = LETTERS + DIGITS;
        int from = all.indexOf(range.charAt(0));
        int to = all.indexOf(range.charAt(2));
        if (from < 0) {
            throw new IllegalArgumentException("invalid start character in range: " + range.charAt(0));
        }
        if (to < 0) {
            throw new IllegalArgumentException("invalid end character in range: " + range.charAt(2));
        }
        if (from > to) {
            throw new IllegalArgumentException("invalid range specified: " + range);
        }
        return all.substring(from, to + 1);
    }
}
