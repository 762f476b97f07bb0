package dev.slipway.standalone.apiserver.verbs;

import dev.slipway.standalone.apiserver.status.Cause;
import dev.slipway.standalone.apiserver.status.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The options of a create, update or patch.
 *
 * @param dryRun answer as if, and store nothing
 * @param fieldManager who owns the written fields
 * @param fieldValidation what happens to unknown and duplicate fields
 * @param force take fields over from other appliers
 */
record WriteOptions(boolean dryRun, String fieldManager, FieldValidation fieldValidation, boolean force) {
    private static final int LONGEST_MANAGER = 128;

    /** What happens to unknown and duplicate fields. */
    enum FieldValidation {
        IGNORE,
        WARN,
        STRICT
    }

    /** @param kind {@code CreateOptions}, {@code UpdateOptions} or {@code PatchOptions} */
    static WriteOptions of(Call call, String kind) {
        List<Cause> causes = new ArrayList<>();
        List<String> dryRun = call.query().getAll("dryRun");
        if (!dryRun.isEmpty() && !dryRun.stream().allMatch("All"::equals)) {
            causes.add(Cause.notSupported("dryRun", "[\"" + String.join("\",\"", dryRun) + "\"]", List.of("All")));
        }
        String manager = call.parameter("fieldManager").orElse("");
        if (manager.length() > LONGEST_MANAGER) {
            causes.add(Cause.tooLong("fieldManager", LONGEST_MANAGER));
        }
        boolean apply = call.contentType().startsWith("application/apply-patch");
        if (apply && manager.isEmpty()) {
            causes.add(Cause.required("fieldManager", "is required for apply patch"));
        }
        if (!apply && call.query().contains("force") && kind.equals("PatchOptions")) {
            causes.add(Cause.forbidden("force", "may not be specified for non-apply patch"));
        }
        String validation = call.parameter("fieldValidation").orElse("Warn");
        if (!List.of("Ignore", "Warn", "Strict").contains(validation)) {
            causes.add(Cause.notSupported(
                    "fieldValidation", "\"" + validation + "\"", List.of("", "Ignore", "Strict", "Warn")));
        }
        if (!causes.isEmpty()) {
            throw Problem.invalid("meta.k8s.io", kind, "", causes).exception();
        }
        return new WriteOptions(
                !dryRun.isEmpty(),
                manager.isEmpty() ? managerOf(call.userAgent()) : manager,
                FieldValidation.valueOf(validation.toUpperCase(Locale.ROOT)),
                call.flag("force"));
    }

    private static String managerOf(String userAgent) {
        String program = userAgent.split("/", 2)[0];
        return program.substring(0, Math.min(program.length(), LONGEST_MANAGER));
    }
}
