namespace SchemaToolkit;

/// <summary><c>H5T_class_t</c>.</summary>
internal enum Hdf5TypeClass
{
    None = -1,
    Integer = 0,
    Float = 1,
    Time = 2,
    String = 3,
    Bitfield = 4,
    Opaque = 5,
    Compound = 6,
    Reference = 7,
    Enum = 8,
    VariableLength = 9,
    Array = 10,
    Complex = 11,
}
