package dev.slipway.portal.create;

import java.math.BigDecimal;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is wrong with a form.
 *
 * @param sentences a sentence for each field that is wrong, by the field's name
 */
record FormProblems(Map<String, String> sentences) {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern USER = Pattern.compile("[a-z_][-a-z0-9_]{0,31}");
    private static final Pattern KEY = Pattern.compile("(ssh-|ecdsa-|sk-)[^\\n\\r]+ [A-Za-z0-9+/=]+( [^\\n\\r]*)?");
    private static final Set<String> SCHEMES = Set.of("http", "https");

    FormProblems {
        sentences = Map.copyOf(sentences);
    }

    static FormProblems of(MachineForm form) {
        Map<String, String> found = new LinkedHashMap<>();
        if (!LABEL.matcher(form.name()).matches()) {
            found.put("name", "Use lower-case letters, digits and '-', at most 63, e.g. web-01.");
        }
        if (!LABEL.matcher(form.project()).matches()) {
            found.put("project", "Name an existing project, e.g. default.");
        }
        image(form.image()).ifPresent(sentence -> found.put("image", sentence));
        number(form.cpus(), 1, 64, true).ifPresent(sentence -> found.put("cpus", sentence));
        number(form.memory(), 0, 1024, false).ifPresent(sentence -> found.put("memory", sentence));
        number(form.disk(), 0, 65_536, false).ifPresent(sentence -> found.put("disk", sentence));
        if (!form.user().isEmpty() && !USER.matcher(form.user()).matches()) {
            found.put("user", "Use lower-case letters, digits, '-' and '_', e.g. debian.");
        }
        boolean login = !form.password().isEmpty() || !form.key().isEmpty();
        if (form.user().isEmpty() && login) {
            found.put("user", "Name the user who gets the password or key, e.g. debian.");
        }
        if (!form.user().isEmpty() && !login) {
            found.put("password", "Give the user a password or an SSH key, or nobody can sign in.");
        }
        if (!form.key().isEmpty() && !KEY.matcher(form.key()).matches()) {
            found.put("key", "Paste one line of a public key, e.g. from ~/.ssh/id_ed25519.pub.");
        }
        return new FormProblems(found);
    }

    boolean none() {
        return sentences.isEmpty();
    }

    /** Returns the sentence for a field; empty if it is right. */
    public String sentence(String field) {
        return sentences.getOrDefault(field, "");
    }

    private static Optional<String> image(String text) {
        try {
            URI address = URI.create(text);
            boolean usable =
                    address.getScheme() != null && SCHEMES.contains(address.getScheme()) && address.getHost() != null;
            return usable
                    ? Optional.empty()
                    : Optional.of("Give the http or https address of a qcow2, raw, VMDK or ISO image.");
        } catch (IllegalArgumentException e) {
            return Optional.of("This is no address. Write it like https://images.example.com/debian-12.qcow2.");
        }
    }

    private static Optional<String> number(String text, int above, int most, boolean whole) {
        try {
            BigDecimal number = new BigDecimal(text);
            boolean inside = whole ? number.intValue() >= above : number.compareTo(BigDecimal.valueOf(above)) > 0;
            if (inside
                    && number.compareTo(BigDecimal.valueOf(most)) <= 0
                    && (!whole || number.stripTrailingZeros().scale() <= 0)) {
                return Optional.empty();
            }
        } catch (NumberFormatException e) {
            // falls through to the one sentence below
        }
        return Optional.of(
                whole
                        ? "Use a whole number from " + above + " to " + most + "."
                        : "Use a number up to " + most + ", e.g. 0.5 or 4.");
    }
}
