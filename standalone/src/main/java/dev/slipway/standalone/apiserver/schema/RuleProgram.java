package dev.slipway.standalone.apiserver.schema;

import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelOptionalLibrary;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;

/** An expression in CEL, compiled when it is needed first. Bounded: an expression that loops longer than that fails. */
final class RuleProgram {
    private static final int MOST_ITERATIONS = 100_000;
    private static final int LONGEST_EXPRESSION = 10_000;
    private static final ConcurrentMap<String, RuleProgram> KNOWN = new ConcurrentHashMap<>();
    private static final Pattern TEXTS = Pattern.compile("'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern OLD = Pattern.compile("\\boldSelf\\b");

    private final CelRuntime.Program program;
    private final boolean comparesWithOld;

    private RuleProgram(CelRuntime.Program program, boolean comparesWithOld) {
        this.program = program;
        this.comparesWithOld = comparesWithOld;
    }

    /** The expression cannot be used, or failed; the message says why. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        private final String sentence;

        Failure(String sentence, Throwable cause) {
            super(sentence, cause);
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }
    }

    /** The machinery of CEL, loaded with the first rule. */
    private static final class Machinery {
        private static final CelOptions OPTIONS = CelOptions.current()
                .comprehensionMaxIterations(MOST_ITERATIONS)
                .maxExpressionCodePointSize(LONGEST_EXPRESSION)
                .enableHeterogeneousNumericComparisons(true)
                .evaluateCanonicalTypesToNativeValues(true)
                .build();
        private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addLibraries(
                        CelExtensions.strings(),
                        CelExtensions.bindings(),
                        CelExtensions.sets(OPTIONS),
                        CelExtensions.lists(),
                        CelOptionalLibrary.INSTANCE)
                .addVar("self", SimpleType.DYN)
                .addVar("oldSelf", SimpleType.DYN)
                .build();
        private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder()
                .setOptions(OPTIONS)
                .addLibraries(
                        CelExtensions.strings(),
                        CelExtensions.sets(OPTIONS),
                        CelExtensions.lists(),
                        CelOptionalLibrary.INSTANCE)
                .build();

        private Machinery() {}
    }

    static RuleProgram of(String expression) throws Failure {
        RuleProgram known = KNOWN.get(expression);
        if (known == null) {
            known = compile(expression);
            KNOWN.put(expression, known);
        }
        return known;
    }

    private static RuleProgram compile(String expression) throws Failure {
        try {
            return new RuleProgram(
                    Machinery.RUNTIME.createProgram(
                            Machinery.COMPILER.compile(expression).getAst()),
                    comparesWithOld(expression));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new Failure("rule compile error: " + e.getMessage(), e);
        }
    }

    static boolean comparesWithOld(String expression) {
        return OLD.matcher(TEXTS.matcher(expression).replaceAll("")).find();
    }

    /** Whether it looks at the value before the change. */
    boolean comparesWithOld() {
        return comparesWithOld;
    }

    Object evaluate(Map<String, Object> values) throws Failure {
        try {
            return program.eval(values);
        } catch (CelEvaluationException e) {
            throw new Failure("rule evaluation error: " + e.getMessage(), e);
        }
    }
}
