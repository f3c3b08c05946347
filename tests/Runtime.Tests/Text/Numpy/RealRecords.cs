namespace SchemaToolkit.Tests.Text;

[SharedRecord]
public partial struct MethylKitCall
{
    [Column("chrBase")]
    public S16 ChrBase;

    public S10 Chr;
    public int Pos;
    public S1 Strand;
    public int Coverage;
    [Column("freqC")]
    public float FreqC;

    [Column("freqT")]
    public float FreqT;
}

[SharedRecord]
public partial struct MethylKitCallS10
{
    [Column("chrBase")]
    public S10 ChrBase;

    public S10 Chr;
    public int Pos;
    public S1 Strand;
    public int Coverage;
    [Column("freqC")]
    public float FreqC;

    [Column("freqT")]
    public float FreqT;
}

[SharedRecord]
public partial struct MethylKitPart
{
    public S10 Chr;
    public int Pos;
    [Column("freqC")]
    public float FreqC;

    public int Coverage;
}

[SharedRecord]
public partial struct TabixCall
{
    public S10 Chr;
    public int Start;
    public int End;
    public S1 Strand;
    public int Coverage;
    [Column("numCs")]
    public int NumCs;

    [Column("numTs")]
    public int NumTs;
}

[SharedRecord]
public partial struct CpgSiteS32
{
    public S32 Chr;
    public int Pos;
    public float Pct;
    public int C;
    public int T;
}

[SharedRecord]
public partial struct CytosineReport
{
    public S10 Chr;
    public int Pos;
    public S1 Strand;
    public int Meth;
    public int Unmeth;
    public S3 Context;
    public S3 Tri;
}

[SharedRecord]
public partial struct BedGraph
{
    public S10 Chrom;
    public int Start;
    public int End;
    public float Value;
}

[SharedRecord]
public partial struct CarbonDioxide
{
    public short Year;
    public byte Month;
    public double Decimal;
    public float Average;
    public float Interpolated;
    public float Trend;
    public sbyte Days;
}

[SharedRecord]
public partial struct TemperatureYear
{
    [Column("Year")]
    public short Year;

    [Column("Jan")]
    public float Jan;

    [Column("Feb")]
    public float Feb;

    [Column("Mar")]
    public float Mar;

    [Column("Apr")]
    public float Apr;

    [Column("May")]
    public float May;

    [Column("Jun")]
    public float Jun;

    [Column("Jul")]
    public float Jul;

    [Column("Aug")]
    public float Aug;

    [Column("Sep")]
    public float Sep;

    [Column("Oct")]
    public float Oct;

    [Column("Nov")]
    public float Nov;

    [Column("Dec")]
    public float Dec;

    [Column("J-D")]
    public float JanuaryToDecember;

    [Column("D-N")]
    public float DecemberToNovember;

    [Column("DJF")]
    public float DJF;

    [Column("MAM")]
    public float MAM;

    [Column("JJA")]
    public float JJA;

    [Column("SON")]
    public float SON;
}

[SharedRecord]
public partial struct Radiation
{
    public short Year;
    public short Jday;
    public sbyte Month;
    public sbyte Day;
    public sbyte Hour;
    public sbyte Minute;
    public double Dt;
    public float Zen;
    public float DwSolar;
    public byte QcDwSolar;
    public float UwSolar;
    public byte QcUwSolar;
    public float DirectN;
    public byte QcDirectN;
    public float Diffuse;
    public byte QcDiffuse;
    public float DwIr;
    public byte QcDwIr;
    public float DwCasetemp;
    public byte QcDwCasetemp;
    public float DwDometemp;
    public byte QcDwDometemp;
    public float UwIr;
    public byte QcUwIr;
    public float UwCasetemp;
    public byte QcUwCasetemp;
    public float UwDometemp;
    public byte QcUwDometemp;
    public float Uvb;
    public byte QcUvb;
    public float Par;
    public byte QcPar;
    public float Netsolar;
    public byte QcNetsolar;
    public float Netir;
    public byte QcNetir;
    public float Totalnet;
    public byte QcTotalnet;
    public float Temp;
    public byte QcTemp;
    public float Rh;
    public byte QcRh;
    public float Windspd;
    public byte QcWindspd;
    public float Winddir;
    public byte QcWinddir;
    public float Pressure;
    public byte QcPressure;
}

[SharedRecord]
public partial struct MonthlyMean
{
    [Column("Source")]
    public S8 Source;

    [Column("Year")]
    public S7 Year;

    [Column("Mean")]
    public double Mean;
}

[SharedRecord]
public partial struct Constellation
{
    public double RaLo;
    public double RaHi;
    public double DecLo;
    public S3 Name;
}

[SharedRecord]
public partial struct ShortPosition
{
    public S32 Chr;
    public short Pos;
    public float Pct;
}

[SharedRecord]
public partial struct IntegerPercentage
{
    public S10 Chr;
    [Column("freqC")]
    public int FreqC;
}

[SharedRecord]
public partial struct MethylKitByName
{
    public S10 Chr;

    [Column("base")]
    public int Pos;

    [Column("freqC")]
    public float FreqC;

    public int Coverage;
}
