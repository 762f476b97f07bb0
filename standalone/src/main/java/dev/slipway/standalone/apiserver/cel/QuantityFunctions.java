package dev.slipway.standalone.apiserver.cel;

import static dev.slipway.standalone.apiserver.cel.KubernetesLibrary.INTEGER;
import static dev.slipway.standalone.apiserver.cel.KubernetesLibrary.TEXT;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.slipway.standalone.apiserver.cel.LibraryFunction.Argument;
import java.util.List;

/** Amounts with suffixes. */
final class QuantityFunctions {
    private static final CelType TYPE = OpaqueType.create("kubernetes.Quantity");
    private static final Argument<Quantity> QUANTITY = new Argument<>(TYPE, Quantity.class);

    private QuantityFunctions() {}

    static List<LibraryFunction> all() {
        return List.of(
                LibraryFunction.global("quantity", "string_to_quantity", TYPE, TEXT, QuantityFunctions::parsed),
                LibraryFunction.global(
                        "isQuantity", "is_quantity_string", SimpleType.BOOL, TEXT, QuantityFunctions::isQuantity),
                LibraryFunction.global("sign", "quantity_sign", SimpleType.INT, QUANTITY, quantity ->
                        (long) quantity.value().signum()),
                LibraryFunction.member(
                        "isInteger", "quantity_is_integer", SimpleType.BOOL, QUANTITY, Quantity::isInteger),
                LibraryFunction.member(
                        "asInteger", "quantity_as_integer", SimpleType.INT, QUANTITY, QuantityFunctions::integer),
                LibraryFunction.member(
                        "asApproximateFloat",
                        "quantity_get_float",
                        SimpleType.DOUBLE,
                        QUANTITY,
                        quantity -> quantity.value().doubleValue()),
                LibraryFunction.member("add", "quantity_add", TYPE, QUANTITY, QUANTITY, Quantity::plus),
                LibraryFunction.member(
                        "add",
                        "quantity_add_int",
                        TYPE,
                        QUANTITY,
                        INTEGER,
                        (quantity, amount) -> quantity.plus(Quantity.of(amount))),
                LibraryFunction.member("sub", "quantity_sub", TYPE, QUANTITY, QUANTITY, Quantity::minus),
                LibraryFunction.member(
                        "sub",
                        "quantity_sub_int",
                        TYPE,
                        QUANTITY,
                        INTEGER,
                        (quantity, amount) -> quantity.minus(Quantity.of(amount))),
                LibraryFunction.member(
                        "isGreaterThan",
                        "quantity_is_greater_than",
                        SimpleType.BOOL,
                        QUANTITY,
                        QUANTITY,
                        (first, second) -> first.compareTo(second) > 0),
                LibraryFunction.member(
                        "isLessThan",
                        "quantity_is_less_than",
                        SimpleType.BOOL,
                        QUANTITY,
                        QUANTITY,
                        (first, second) -> first.compareTo(second) < 0),
                LibraryFunction.member(
                        "compareTo", "quantity_compare_to", SimpleType.INT, QUANTITY, QUANTITY, (first, second) ->
                                (long) Integer.signum(first.compareTo(second))));
    }

    private static Quantity parsed(String text) throws CelEvaluationException {
        try {
            return Quantity.parse(text);
        } catch (Quantity.Unreadable e) {
            throw new CelEvaluationException(e.getMessage(), e);
        }
    }

    private static boolean isQuantity(String text) {
        try {
            Quantity.parse(text);
            return true;
        } catch (Quantity.Unreadable _) {
            return false;
        }
    }

    private static long integer(Quantity quantity) throws CelEvaluationException {
        if (!quantity.isInteger()) {
            throw new CelEvaluationException("cannot convert value to integer");
        }
        return quantity.value().longValueExact();
    }
}
