package dev.slipway.standalone.apiserver.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelOptionalLibrary;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;

/** An expression in CEL, compiled when it is needed first. Bounded: one that loops longer than that fails. */
public final class Expression {
    private static final int MOST_ITERATIONS = 100_000;
    private static final int LONGEST = 10_000;
    private static final ConcurrentMap<Source, Expression> KNOWN = new ConcurrentHashMap<>();
    private static final Pattern PLACE = Pattern.compile("^evaluation error(?: at [^:]*:\\d+)?: ");

    private static final Pattern KEY = Pattern.compile("^key '(.*)' is not present in map\\.?$", Pattern.DOTALL);

    private final CelRuntime.Program program;
    private final CelType type;

    private record Source(String text, List<String> variables) {}

    private Expression(CelRuntime.Program program, CelType type) {
        this.program = program;
        this.type = type;
    }

    /** The expression cannot be used, or failed; the sentence says why, in the words of CEL-Go where it has such. */
    public static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        private final Kind kind;
        private final String sentence;

        /** What failed. */
        public enum Kind {
            UNUSABLE,
            NO_OVERLOAD,
            TOO_COSTLY,
            FAILED
        }

        Failure(Kind kind, String sentence, Throwable cause) {
            super(sentence, cause);
            this.kind = kind;
            this.sentence = sentence;
        }

        public Kind kind() {
            return kind;
        }

        public String sentence() {
            return sentence;
        }
    }

    /** The machinery of CEL, loaded with the first expression. */
    private static final class Machinery {
        private static final CelOptions OPTIONS = CelOptions.current()
                .comprehensionMaxIterations(MOST_ITERATIONS)
                .maxExpressionCodePointSize(LONGEST)
                .enableHeterogeneousNumericComparisons(true)
                .enableTimestampEpoch(true)
                .evaluateCanonicalTypesToNativeValues(false)
                .build();
        private static final ConcurrentMap<List<String>, CelCompiler> COMPILERS = new ConcurrentHashMap<>();
        private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder()
                .setOptions(OPTIONS)
                .addLibraries(
                        CelExtensions.strings(),
                        CelExtensions.sets(OPTIONS),
                        CelExtensions.lists(),
                        CelExtensions.comprehensions(),
                        CelOptionalLibrary.INSTANCE,
                        new KubernetesLibrary())
                .build();

        private Machinery() {}

        static CelCompiler compiler(List<String> variables) {
            return COMPILERS.computeIfAbsent(variables, Machinery::build);
        }

        private static CelCompiler build(List<String> variables) {
            CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                    .setOptions(OPTIONS)
                    .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                    .addLibraries(
                            CelExtensions.strings(),
                            CelExtensions.bindings(),
                            CelExtensions.sets(OPTIONS),
                            CelExtensions.lists(),
                            CelExtensions.comprehensions(),
                            CelOptionalLibrary.INSTANCE,
                            new KubernetesLibrary());
            variables.forEach(variable -> builder.addVar(variable, SimpleType.DYN));
            return builder.build();
        }
    }

    /** @param variables that it may use, of any type */
    public static Expression of(String text, List<String> variables) throws Failure {
        Source source = new Source(text, variables);
        Expression known = KNOWN.get(source);
        if (known == null) {
            known = compile(source);
            KNOWN.put(source, known);
        }
        return known;
    }

    private static Expression compile(Source source) throws Failure {
        try {
            CelAbstractSyntaxTree tree =
                    Machinery.compiler(source.variables).compile(source.text).getAst();
            return new Expression(Machinery.RUNTIME.createProgram(tree), tree.getResultType());
        } catch (CelValidationException | CelEvaluationException e) {
            throw new Failure(Failure.Kind.UNUSABLE, String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether it is sure to come to true or false, if it does not fail. */
    public boolean isCondition() {
        return type.equals(SimpleType.BOOL);
    }

    /** Whether it is sure to come to a text, if it does not fail. */
    public boolean isText() {
        return type.equals(SimpleType.STRING);
    }

    /** Whether it is sure to come to a text or to nothing, if it does not fail. */
    public boolean isTextOrNull() {
        return isText() || type.equals(SimpleType.NULL_TYPE);
    }

    /** Returns the word of CEL for what it comes to. */
    public String type() {
        return CelTypes.format(type);
    }

    /** Returns what it comes to; values that are left out are unknown to it. */
    public Object evaluate(Map<String, Object> values) throws Failure {
        try {
            return program.eval(values);
        } catch (CelEvaluationException e) {
            throw failure(e);
        }
    }

    private static Failure failure(CelEvaluationException failed) {
        CelEvaluationException innermost = failed;
        while (innermost.getCause() instanceof CelEvaluationException cause) {
            innermost = cause;
        }
        String said = PLACE.matcher(String.valueOf(innermost.getMessage())).replaceFirst("");
        return switch (failed.getErrorCode()) {
            case OVERLOAD_NOT_FOUND -> new Failure(Failure.Kind.NO_OVERLOAD, "no such overload", failed);
            case ITERATION_BUDGET_EXCEEDED ->
                new Failure(Failure.Kind.TOO_COSTLY, "operation cancelled: actual cost limit exceeded", failed);
            case ATTRIBUTE_NOT_FOUND ->
                new Failure(
                        Failure.Kind.FAILED, "no such key: " + KEY.matcher(said).replaceFirst("$1"), failed);
            case DIVIDE_BY_ZERO -> new Failure(Failure.Kind.FAILED, "division by zero", failed);
            case INDEX_OUT_OF_BOUNDS -> new Failure(Failure.Kind.FAILED, said.replaceFirst("^I", "i"), failed);
            default ->
                said.startsWith("no such overload")
                        ? new Failure(Failure.Kind.NO_OVERLOAD, said, failed)
                        : new Failure(Failure.Kind.FAILED, said, failed);
        };
    }
}
