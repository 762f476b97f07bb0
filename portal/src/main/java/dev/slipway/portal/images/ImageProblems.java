package dev.slipway.portal.images;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is wrong with the form for a new image.
 *
 * @param sentences a sentence for each field that is wrong, by the field's name
 */
record ImageProblems(Map<String, String> sentences) {
    static final int LONGEST_DESCRIPTION = 200;

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Map<String, Integer> HEX_DIGITS = Map.of("md5", 32, "sha1", 40, "sha256", 64, "sha512", 128);
    private static final int MOST_GIB = 65_536;

    ImageProblems {
        sentences = Map.copyOf(sentences);
    }

    static ImageProblems none() {
        return new ImageProblems(Map.of());
    }

    static ImageProblems of(ImageForm form) {
        Map<String, String> found = new LinkedHashMap<>();
        if (form.upload() && form.file().isEmpty()) {
            found.put("file", "Choose the file to upload.");
        }
        if (!form.upload()) {
            ImageAddress.problem(form.url()).ifPresent(sentence -> found.put("url", sentence));
            checksum(form.checksum()).ifPresent(sentence -> found.put("checksum", sentence));
        }
        if (!LABEL.matcher(form.name()).matches()) {
            found.put(
                    "name",
                    form.name().isEmpty()
                            ? "Give the image a name, e.g. debian-12."
                            : Quoted.of(form.name())
                                    + " is no name for an image: use lower-case letters, digits and '-', "
                                    + "at most 63, e.g. " + suggestion(form.name()) + ".");
        }
        if (!LABEL.matcher(form.project()).matches()) {
            found.put("project", Quoted.of(form.project()) + " is no project. Choose one that exists, e.g. default.");
        }
        size(form.size()).ifPresent(sentence -> found.put("size", sentence));
        if (form.description().length() > LONGEST_DESCRIPTION
                || form.description().chars().anyMatch(Character::isISOControl)) {
            found.put("description", "Use one line of at most " + LONGEST_DESCRIPTION + " characters.");
        }
        return new ImageProblems(found);
    }

    boolean isEmpty() {
        return sentences.isEmpty();
    }

    /** Returns the sentence for a field; empty if it is right. */
    public String sentence(String field) {
        return sentences.getOrDefault(field, "");
    }

    private static String suggestion(String name) {
        String plain = ImageForm.nameOf(name);
        return plain.isEmpty() ? "debian-12" : plain;
    }

    private static Optional<String> checksum(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        int colon = text.indexOf(':');
        String algorithm = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        Integer digits = HEX_DIGITS.get(algorithm);
        if (digits == null) {
            return Optional.of(
                    Quoted.of(text)
                            + " names no algorithm. Write sha256: and the 64 digits behind it; md5, sha1 and sha512 work, too.");
        }
        String hex = text.substring(colon + 1);
        return hex.length() == digits && hex.matches("[0-9a-fA-F]+")
                ? Optional.empty()
                : Optional.of("A " + algorithm + " checksum has " + digits + " digits from 0 to f; this one has "
                        + hex.length() + " characters.");
    }

    private static Optional<String> size(String text) {
        try {
            BigDecimal size = new BigDecimal(text);
            if (size.signum() > 0 && size.compareTo(BigDecimal.valueOf(MOST_GIB)) <= 0) {
                return Optional.empty();
            }
        } catch (NumberFormatException e) {
            // falls through to the one sentence below
        }
        return Optional.of(Quoted.of(text) + " is no size. Use a number of GiB up to " + MOST_GIB + ", e.g. "
                + ImageForm.USUAL_SIZE + " or 0.5.");
    }
}
