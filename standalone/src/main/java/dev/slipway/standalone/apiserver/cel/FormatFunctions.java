package dev.slipway.standalone.apiserver.cel;

import static dev.slipway.standalone.apiserver.cel.KubernetesLibrary.TEXT;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.slipway.standalone.apiserver.cel.LibraryFunction.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Texts held against formats that have names. */
final class FormatFunctions {
    private static final CelType TYPE = OpaqueType.create("kubernetes.NamedFormat");
    private static final Argument<NamedFormat> FORMAT = new Argument<>(TYPE, NamedFormat.class);
    private static final CelType PROBLEMS = OptionalType.create(ListType.create(SimpleType.STRING));

    private FormatFunctions() {}

    static List<LibraryFunction> all() {
        List<LibraryFunction> functions = new ArrayList<>();
        for (NamedFormat format : NamedFormat.all()) {
            String name = "format." + format.name();
            functions.add(LibraryFunction.constant(name, name, TYPE, format));
        }
        functions.add(LibraryFunction.global(
                "format.named", "format-named", OptionalType.create(TYPE), TEXT, NamedFormat::named));
        functions.add(LibraryFunction.member(
                "validate", "format-validate", PROBLEMS, FORMAT, TEXT, FormatFunctions::validate));
        return functions;
    }

    private static Optional<List<String>> validate(NamedFormat format, String text) {
        List<String> problems = format.check().apply(text);
        return problems.isEmpty() ? Optional.empty() : Optional.of(problems);
    }
}
