package dev.slipway.portal.images;

/** A value that a user typed, as a sentence about it shows it. */
public final class Quoted {
    private static final int LONGEST = 60;

    private Quoted() {}

    /** Returns a value in quotation marks, on one line and cut to a length that can be read. */
    public static String of(String value) {
        String clean = value.replaceAll("\\p{Cntrl}", "?");
        return "“" + (clean.length() > LONGEST ? clean.substring(0, LONGEST) + "…" : clean) + "”";
    }
}
