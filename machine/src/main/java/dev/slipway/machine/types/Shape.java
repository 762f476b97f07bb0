package dev.slipway.machine.types;

import java.math.BigInteger;
import java.util.Map;
import java.util.Set;

/** What a value of the API is. */
sealed interface Shape {
    /** Text, with all the values that it may have; any text if there are none. */
    record Text(Set<String> values) implements Shape {
        public Text {
            values = Set.copyOf(values);
        }
    }

    /** True or false. */
    record Flag() implements Shape {}

    /**
     * A whole number of a range.
     *
     * @param least lowest value that can be read
     * @param most highest value that can be read
     * @param bits size of the number in the published schema, where every number has a sign
     */
    record Whole(BigInteger least, BigInteger most, int bits) implements Shape {}

    /** A number with a fraction. */
    record Fraction() implements Shape {}

    /** An amount with a unit, as text or number. */
    record Amount() implements Shape {}

    /** A point in time, which may be null. */
    record Time() implements Shape {}

    /** A length of time as Go writes it, e.g. 1h30m. */
    record Span() implements Shape {}

    /** The number or the name of a port. */
    record Port() implements Shape {}

    /** The metadata of an object inside another one; the API server checks it. */
    record Meta() implements Shape {}

    /** Anything. */
    record Any() implements Shape {}

    /** A list. */
    record Items(Shape item) implements Shape {}

    /** A map from text. */
    record Entries(Shape value) implements Shape {}

    /** An object with known fields. */
    record Struct(String name, Map<String, Field> fields) implements Shape {}

    /**
     * A field of an object.
     *
     * @param shape what it is
     * @param always whether it is written even when it is empty
     * @param pointer whether an empty value is told apart from an absent one
     * @param required whether users must give it
     */
    record Field(Shape shape, boolean always, boolean pointer, boolean required) {}
}
