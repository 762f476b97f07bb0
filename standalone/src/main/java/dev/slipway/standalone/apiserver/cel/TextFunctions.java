package dev.slipway.standalone.apiserver.cel;

import static dev.slipway.standalone.apiserver.cel.KubernetesLibrary.TEXT;

import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.slipway.standalone.apiserver.cel.LibraryFunction.Argument;
import java.util.List;

/** Those of CEL's extension of strings that CEL-Java has not. */
final class TextFunctions {
    @SuppressWarnings("rawtypes")
    private static final Argument<List> VALUES = new Argument<>(ListType.create(SimpleType.DYN), List.class);

    private TextFunctions() {}

    static List<LibraryFunction> all() {
        return List.of(
                LibraryFunction.member("format", "string_format", SimpleType.STRING, TEXT, VALUES, TextTemplate::fill),
                LibraryFunction.global(
                        "strings.quote", "strings_quote", SimpleType.STRING, TEXT, TextFunctions::quoted));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            switch (character) {
                case 7 -> quoted.append("\\a");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case 11 -> quoted.append("\\v");
                case '\\' -> quoted.append("\\\\");
                case '"' -> quoted.append("\\\"");
                default -> quoted.append(character);
            }
        }
        return quoted.append('"').toString();
    }
}
