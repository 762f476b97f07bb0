package dev.slipway.standalone.apiserver.cel;

import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import java.util.List;

/**
 * One way to call a function: what the compiler knows of it, and what it does.
 *
 * @param name as expressions write it, with its namespace, e.g. {@code ip.isCanonical}
 * @param declaration types of arguments and of the result
 * @param binding what it does
 */
record LibraryFunction(String name, CelOverloadDecl declaration, CelFunctionBinding binding) {
    /** The type of an argument, in CEL and in Java. */
    record Argument<T>(CelType type, Class<T> shape) {}

    /** {@code name(argument)}. */
    static <T> LibraryFunction global(
            String name, String id, CelType result, Argument<T> argument, CelFunctionOverload.Unary<T> function) {
        return new LibraryFunction(
                name,
                CelOverloadDecl.newGlobalOverload(id, result, argument.type()),
                CelFunctionBinding.from(id, argument.shape(), function));
    }

    /** {@code name(first, second)}. */
    static <T, U> LibraryFunction global(
            String name,
            String id,
            CelType result,
            Argument<T> first,
            Argument<U> second,
            CelFunctionOverload.Binary<T, U> function) {
        return new LibraryFunction(
                name,
                CelOverloadDecl.newGlobalOverload(id, result, first.type(), second.type()),
                CelFunctionBinding.from(id, first.shape(), second.shape(), function));
    }

    /** {@code name()}; the value never changes. */
    @SuppressWarnings("Immutable")
    static LibraryFunction constant(String name, String id, CelType result, Object value) {
        return new LibraryFunction(
                name,
                CelOverloadDecl.newGlobalOverload(id, result),
                CelFunctionBinding.from(id, List.of(), arguments -> value));
    }

    /** {@code target.name()}. */
    static <T> LibraryFunction member(
            String name, String id, CelType result, Argument<T> target, CelFunctionOverload.Unary<T> function) {
        return new LibraryFunction(
                name,
                CelOverloadDecl.newMemberOverload(id, result, target.type()),
                CelFunctionBinding.from(id, target.shape(), function));
    }

    /** {@code target.name(argument)}. */
    static <T, U> LibraryFunction member(
            String name,
            String id,
            CelType result,
            Argument<T> target,
            Argument<U> argument,
            CelFunctionOverload.Binary<T, U> function) {
        return new LibraryFunction(
                name,
                CelOverloadDecl.newMemberOverload(id, result, target.type(), argument.type()),
                CelFunctionBinding.from(id, target.shape(), argument.shape(), function));
    }

    /** {@code target.name(arguments…)}. */
    static LibraryFunction member(
            String name, String id, CelType result, List<Argument<?>> arguments, CelFunctionOverload function) {
        return new LibraryFunction(
                name,
                CelOverloadDecl.newMemberOverload(
                        id, result, arguments.stream().map(Argument::type).toList()),
                CelFunctionBinding.from(
                        id, arguments.stream().<Class<?>>map(Argument::shape).toList(), function));
    }
}
