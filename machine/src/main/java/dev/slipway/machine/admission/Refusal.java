package dev.slipway.machine.admission;

import dev.slipway.machine.validate.Cause;
import java.util.List;
import java.util.stream.Collectors;

/** The ways in which KubeVirt refuses a write. */
final class Refusal {
    private Refusal() {}

    /** Something in the object breaks a rule: 422 with every cause. */
    static Verdict.Denied of(List<Cause> causes) {
        return new Verdict.Denied(
                422, "Invalid", causes.stream().map(Cause::message).collect(Collectors.joining(" ")), causes);
    }

    /** One rule about the whole object is broken: 422 with a cause that names no field. */
    static Verdict.Denied whole(String type, String sentence) {
        return of(List.of(new Cause(type, "", sentence)));
    }

    /** The object is not of its type: 422 with causes that name neither kind nor field. */
    static Verdict.Denied schema(List<String> sentences) {
        return of(
                sentences.stream().map(sentence -> new Cause("", "", sentence)).toList());
    }

    /** The write cannot be judged or makes no sense now: 400 without causes. */
    static Verdict.Denied bad(String sentence) {
        return new Verdict.Denied(400, "", sentence, List.of());
    }
}
