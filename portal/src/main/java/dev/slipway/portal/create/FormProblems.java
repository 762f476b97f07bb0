package dev.slipway.portal.create;

import dev.slipway.portal.images.Quoted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What is wrong with a form.
 *
 * @param sentences a sentence for each field that is wrong, by the field's name, in the order of the form
 */
record FormProblems(Map<String, String> sentences) {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern USER = Pattern.compile("[a-z_][-a-z0-9_]{0,31}");
    private static final Pattern KEY = Pattern.compile("(ssh-|ecdsa-|sk-)[^\\n\\r]+ [A-Za-z0-9+/=]+( [^\\n\\r]*)?");

    FormProblems {
        sentences = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(sentences));
    }

    /** Returns the problems of a form that was not looked at. */
    static FormProblems nothing() {
        return new FormProblems(Map.of());
    }

    static FormProblems of(MachineForm form, Choices choices) {
        Map<String, String> found = new LinkedHashMap<>();
        source(form, choices, found);
        if (!LABEL.matcher(form.name()).matches()) {
            found.put("name", name(form.name()));
        }
        if (!LABEL.matcher(form.project()).matches()) {
            found.put("project", Quoted.of(form.project()) + " is no project. Choose one that exists, e.g. default.");
        }
        FormNumber.problem("processors", form.cpus(), 1, 64, true).ifPresent(sentence -> found.put("cpus", sentence));
        FormNumber.problem("GiB of memory", form.memory(), 0, 1024, false)
                .ifPresent(sentence -> found.put("memory", sentence));
        DiskProblems.size(form.disk(), choices).ifPresent(sentence -> found.put("disk", sentence));
        if (!form.network().isEmpty() && !choices.networks().contains(form.network())) {
            found.put(
                    "network",
                    "There is no network attachment " + Quoted.of(form.network()) + " in project " + form.project()
                            + ". Choose another network.");
        }
        login(form.login(), found);
        return new FormProblems(found);
    }

    /** Returns whether nothing is wrong. */
    public boolean none() {
        return sentences.isEmpty();
    }

    /** Returns the sentence for a field; empty if it is right. */
    public String sentence(String field) {
        return sentences.getOrDefault(field, "");
    }

    /** Returns the names of the fields that are wrong, in the order of the form. */
    public List<String> fields() {
        return List.copyOf(sentences.keySet());
    }

    private static void source(MachineForm form, Choices choices, Map<String, String> found) {
        String field = switch (form.disk().source()) {
            case IMAGE -> "from";
            case URL -> "image";
            case CLAIM -> "claim";
            case BLANK -> "source";
        };
        DiskProblems.source(form.disk(), choices, form.project()).ifPresent(sentence -> found.put(field, sentence));
    }

    private static String name(String name) {
        if (name.isEmpty()) {
            return "Give the machine a name, e.g. web-01.";
        }
        String plain =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        String suggestion = plain.isEmpty()
                ? "web-01"
                : plain.substring(0, Math.min(63, plain.length())).replaceAll("-+$", "");
        return Quoted.of(name) + " is no name for a machine: use lower-case letters, digits and '-', at most 63. Try "
                + suggestion + ".";
    }

    private static void login(MachineForm.Login login, Map<String, String> found) {
        if (!login.userData().isEmpty()) {
            UserData.problem(login.userData()).ifPresent(sentence -> found.put("userdata", sentence));
            if (!login.user().isEmpty()
                    || !login.password().isEmpty()
                    || !login.key().isEmpty()) {
                found.put(
                        "user",
                        "Your own user data takes the place of user, password and key: empty these three, or the user data.");
            }
            return;
        }
        boolean enters = !login.password().isEmpty() || !login.key().isEmpty();
        if (!login.user().isEmpty() && !USER.matcher(login.user()).matches()) {
            found.put(
                    "user",
                    Quoted.of(login.user())
                            + " is no user name: use lower-case letters, digits, '-' and '_', at most 32, e.g. debian.");
        }
        if (login.user().isEmpty() && enters) {
            found.put("user", "Name the user who gets the password or key, e.g. debian.");
        }
        if (!login.user().isEmpty() && !enters) {
            found.put("password", "Give the user a password or an SSH key, or nobody can sign in.");
        }
        if (!login.key().isEmpty() && !KEY.matcher(login.key()).matches()) {
            found.put("key", "This is no public key: paste one line, e.g. from ~/.ssh/id_ed25519.pub.");
        }
    }
}
