package dev.slipway.standalone.apiserver.cel;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.cel.checker.CelCheckerBuilder;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompilerLibrary;
import dev.cel.parser.CelParserBuilder;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelRuntimeLibrary;
import dev.slipway.standalone.apiserver.cel.LibraryFunction.Argument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What Kubernetes 1.34 adds to CEL. Source: kubernetes.io/docs/reference/using-api/cel. */
final class KubernetesLibrary implements CelCompilerLibrary, CelRuntimeLibrary {
    static final Argument<String> TEXT = new Argument<>(SimpleType.STRING, String.class);
    static final Argument<Long> INTEGER = new Argument<>(SimpleType.INT, Long.class);
    static final Argument<Boolean> FLAG = new Argument<>(SimpleType.BOOL, Boolean.class);

    private static final List<LibraryFunction> FUNCTIONS = Stream.of(
                    QuantityFunctions.all(),
                    UrlFunctions.all(),
                    AddressFunctions.all(),
                    ListFunctions.all(),
                    RegexFunctions.all(),
                    FormatFunctions.all(),
                    VersionFunctions.all(),
                    TextFunctions.all(),
                    AuthorizerFunctions.all())
            .flatMap(List::stream)
            .toList();

    @Override
    public void setParserOptions(CelParserBuilder parser) {
        // it has no macros
    }

    @Override
    public void setCheckerOptions(CelCheckerBuilder checker) {
        Map<String, List<CelOverloadDecl>> byName = FUNCTIONS.stream()
                .collect(groupingBy(
                        LibraryFunction::name, LinkedHashMap::new, mapping(LibraryFunction::declaration, toList())));
        byName.forEach((name, overloads) ->
                checker.addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(name, overloads)));
    }

    @Override
    public void setRuntimeOptions(CelRuntimeBuilder runtime) {
        runtime.addFunctionBindings(
                FUNCTIONS.stream().map(LibraryFunction::binding).toList());
    }
}
