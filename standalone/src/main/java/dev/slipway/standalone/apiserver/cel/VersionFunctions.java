package dev.slipway.standalone.apiserver.cel;

import static dev.slipway.standalone.apiserver.cel.KubernetesLibrary.FLAG;
import static dev.slipway.standalone.apiserver.cel.KubernetesLibrary.TEXT;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.slipway.standalone.apiserver.cel.LibraryFunction.Argument;
import java.util.List;
import java.util.Optional;

/** Semantic versions. */
final class VersionFunctions {
    private static final CelType TYPE = OpaqueType.create("kubernetes.Semver");
    private static final Argument<SemanticVersion> VERSION = new Argument<>(TYPE, SemanticVersion.class);

    private VersionFunctions() {}

    static List<LibraryFunction> all() {
        return List.of(
                LibraryFunction.global("semver", "string_to_semver", TYPE, TEXT, text -> parsed(text, false)),
                LibraryFunction.global("semver", "string_bool_to_semver", TYPE, TEXT, FLAG, VersionFunctions::parsed),
                LibraryFunction.global(
                        "isSemver",
                        "is_semver_string",
                        SimpleType.BOOL,
                        TEXT,
                        text -> read(text, false).isPresent()),
                LibraryFunction.global(
                        "isSemver",
                        "is_semver_string_bool",
                        SimpleType.BOOL,
                        TEXT,
                        FLAG,
                        (text, lenient) -> read(text, lenient).isPresent()),
                LibraryFunction.member("major", "semver_major", SimpleType.INT, VERSION, SemanticVersion::major),
                LibraryFunction.member("minor", "semver_minor", SimpleType.INT, VERSION, SemanticVersion::minor),
                LibraryFunction.member("patch", "semver_patch", SimpleType.INT, VERSION, SemanticVersion::patch),
                LibraryFunction.member(
                        "isGreaterThan",
                        "semver_is_greater_than",
                        SimpleType.BOOL,
                        VERSION,
                        VERSION,
                        (first, second) -> first.compareTo(second) > 0),
                LibraryFunction.member(
                        "isLessThan",
                        "semver_is_less_than",
                        SimpleType.BOOL,
                        VERSION,
                        VERSION,
                        (first, second) -> first.compareTo(second) < 0),
                LibraryFunction.member(
                        "compareTo", "semver_compare_to", SimpleType.INT, VERSION, VERSION, (first, second) ->
                                (long) Integer.signum(first.compareTo(second))));
    }

    private static Optional<SemanticVersion> read(String text, boolean lenient) {
        return lenient ? SemanticVersion.parseLenient(text) : SemanticVersion.parse(text);
    }

    private static SemanticVersion parsed(String text, boolean lenient) throws CelEvaluationException {
        return read(text, lenient)
                .orElseThrow(() -> new CelEvaluationException("\"" + text + "\" is no semantic version"));
    }
}
