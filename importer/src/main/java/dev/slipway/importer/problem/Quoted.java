package dev.slipway.importer.problem;

/** Foreign text made fit for a sentence: quoted, without control characters, passwords of URLs and excess length. */
final class Quoted {
    private static final int LIMIT = 200;

    private Quoted() {}

    static String of(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "?").replaceAll("://[^/@\\s]*@", "://…@");
        String shown = clean.replaceAll("(://[^?]*)\\?.*", "$1?…");
        return "'" + (shown.length() > LIMIT ? shown.substring(0, LIMIT) + "…" : shown) + "'";
    }
}
