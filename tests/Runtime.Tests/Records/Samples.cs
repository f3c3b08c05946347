namespace SchemaToolkit.Tests.Records;

/// <summary>Every number there is, packed.</summary>
[SharedRecord]
public partial struct Numbers
{
    public sbyte I1;
    public byte U1;
    public short I2;
    public ushort U2;
    public int I4;
    public uint U4;
    public long I8;
    public ulong U8;
    public Half F2;
    public float F4;
    public double F8;
    public bool Flag;
}

/// <summary>The same fields as C and <c>align=True</c> lay them out.</summary>
[SharedRecord(Layout = RecordLayout.Aligned)]
public partial struct AlignedNumbers
{
    public sbyte I1;
    public double F8;
    public bool Flag;
    public short I2;
    public S3 Text;
    public Half F2;
    public long I8;
    public byte U1;
}

/// <summary>64-bit integers with their most significant byte first.</summary>
[SharedRecord]
public partial struct Swapped
{
    public BigEndian<long> I8;
    public BigEndian<ulong> U8;
}

/// <summary>Column names that Python quotes and escapes.</summary>
[SharedRecord]
public partial struct Quoted
{
    [Column("it's")] public int Single;
    [Column("\"both\" 'quotes'")] public int Both;
    [Column("tab\tline\nback\\slash")] public int Escapes;
    [Column("\x01 \u00a0 \u200b \u00e9 \ue000 \U0001f600 \U000e0001")] public int Unprintable;
    public int MeanTemp;
}

/// <summary>The record of the product page, by its dtype.</summary>
[SharedRecord("chr S10, pos i4, pct f4, c i4, t i4")]
public partial struct CpgSiteByDtype;

/// <summary>The same as numpy prints it.</summary>
[SharedRecord("[('chr', '|S10'), ('pos', '<i4'), ('pct', '<f4'), ('c', '<i4'), ('t', '<i4')]")]
public partial struct CpgSiteByDescr;

/// <summary>Offsets that neither a packed nor an aligned record has.</summary>
[SharedRecord("{'names': ['a', 'b', 'c'], 'formats': ['<i4', '>f8', [('x', '?'), ('y', '<M8[s]', (2,))]], 'offsets': [2, 9, 20], 'itemsize': 40}")]
public partial struct Sparse;
