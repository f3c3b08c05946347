namespace SchemaToolkit.Benchmarks;

[SharedRecord("chr S10, pos i4, pct f4, c i4, t i4")]
public partial struct Site;

[SharedRecord("chr U10, pos i4, pct f4, c i4, t i4")]
public partial struct Utf32Site;

[SharedRecord("chr S32, pos i4, pct f4, c i4, t i4")]
public partial struct LongSite;

[SharedRecord("chr S10, pos i4, pct f8, c i4, t i4")]
public partial struct WideSite;

[SharedRecord("a f8, b f8, c f8, d f8, e f8, f f8, g f8, h f8, i f8, j f8, k f8, l f8, m f8, n f8, o f8, p f8, q f8, r f8, s f8, t f8")]
public partial struct Numbers;

[SharedRecord("a f8, b f8, c f8, d f8, e f8, f f8, g f8, h f8, i f8, j f8")]
public partial struct TenNumbers;

[SharedRecord("""
    y i4, jd i4, mo i4, d i4, h i4, mi i4, dt f4, zen f4, v0 f4, q0 i4, v1 f4, q1 i4, v2 f4, q2 i4, v3 f4, q3 i4,
    v4 f4, q4 i4, v5 f4, q5 i4, v6 f4, q6 i4, v7 f4, q7 i4, v8 f4, q8 i4, v9 f4, q9 i4, va f4, qa i4, vb f4, qb i4,
    vc f4, qc i4, vd f4, qd i4, ve f4, qe i4, vf f4, qf i4, vg f4, qg i4, vh f4, qh i4, vi f4, qi i4, vj f4, qj i4
    """)]
public partial struct Radiation;

[SharedRecord("a f2, b >i4, c >f8, d U4, e b1")]
public partial struct Others;
