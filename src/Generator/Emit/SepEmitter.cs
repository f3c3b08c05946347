using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Emit;

/// <summary>A record as a row of the library Sep, where a project references it: a file of its own beside the record's.</summary>
internal static class SepEmitter
{
    private const string Reader = "global::nietras.SeparatedValues.SepReader";
    private const string Writer = "global::nietras.SeparatedValues.SepWriter";
    private const string Contract = "global::SchemaToolkit.ISharedRecord";

    private static readonly string[] _numbers = ["int", "float", "double", "long", "short", "byte", "uint", "ushort", "ulong", "sbyte"];

    public static string Emit(RecordModel record) => FileEmitter.Emit(record.Type, writer =>
    {
        using (writer.Open($"partial {record.Type.Keyword} {record.Type.Name}"))
        {
            if (record.Has(RecordParts.SepParse))
            {
                Parse(writer, record.Type.Name);
                Cells(writer, record.Type.FullName);
            }

            if (record.Has(RecordParts.SepFormat))
            {
                Format(writer, record.Type.Name);
                Texts(writer, record.Type.FullName);
            }
        }
    });

    private static void Parse(SourceWriter writer, string self) => writer
        .Write(
            $$"""
            /// <summary>Reads a record from a row of Sep. Its first columns are the fields, in their order.</summary>
            /// <param name="row">The row.</param>
            /// <exception cref="global::SchemaToolkit.RecordTextException">A cell is not a value of its field.</exception>
            /// <exception cref="global::System.IndexOutOfRangeException">The row has fewer columns.</exception>
            """)
        .Write(FileEmitter.Generated)
        .Write($"public static {self} Parse({Reader}.Row row) => Parse(row, default);")
        .Line()
        .Write(
            $$"""
            /// <summary>Reads a record from some columns of a row of Sep.</summary>
            /// <param name="row">The row.</param>
            /// <param name="columns">For each leaf its column, as <c>reader.Header.IndicesOf(names)</c> gives them; if empty, the first
            /// columns are the fields, in their order.</param>
            /// <exception cref="global::SchemaToolkit.RecordTextException">A cell is not a value of its field.</exception>
            /// <exception cref="global::System.IndexOutOfRangeException">The row has fewer columns.</exception>
            """)
        .Write(FileEmitter.Generated)
        .Write(
            $$"""
            public static {{self}} Parse({{Reader}}.Row row, global::System.ReadOnlySpan<int> columns)
            {
                {{self}} record = default;
                var cells = new __SepCells(row, columns);
                __SepCells.Visit(ref cells, ref record);
                return record;
            }
            """)
        .Line();

    private static void Format(SourceWriter writer, string self) => writer
        .Write(
            $$"""
            /// <summary>Writes the record as a row of Sep, each field to the column of its name.</summary>
            /// <param name="row">The row.</param>
            """)
        .Write(FileEmitter.Generated)
        .Write(
            $$"""
            public readonly void Format({{Writer}}.Row row)
            {
                {{self}} record = this;
                var texts = new __SepTexts(row);
                __SepTexts.Visit(ref texts, ref record);
            }
            """)
        .Line();

    private static void Cells(SourceWriter writer, string self)
    {
        writer.Write("/// <summary>Reads the leaves of a record from the cells of a row.</summary>").Write(FileEmitter.Generated);
        using (writer.Open($"private ref struct __SepCells({Reader}.Row row, global::System.ReadOnlySpan<int> columns) : global::SchemaToolkit.IFieldVisitor"))
        {
            writer.Write(
                $$"""
                private readonly {{Reader}}.Row _row = row;
                private readonly global::System.ReadOnlySpan<int> _columns = columns;
                private int _leaf;

                public static void Visit<T>(scoped ref __SepCells cells, scoped ref T record)
                    where T : unmanaged, {{Contract}}<T>
                    => T.Visit(ref cells, ref record);

                public bool Value<T>(scoped ref T value)
                    where T : unmanaged
                {
                    int leaf = _leaf++;
                    int column = _columns.IsEmpty ? leaf : _columns[leaf];
                    {{Reader}}.Col cell = _row[column];
                """);
            foreach (string number in _numbers)
            {
                writer.Write(
                    $$"""
                        if (typeof(T) == typeof({{number}}) && cell.TryParse(out {{number}} {{number}}Value){{(number is "float" or "double" ? $" && !{number}.IsNaN({number}Value)" : "")}})
                        {
                            global::System.Runtime.CompilerServices.Unsafe.As<T, {{number}}>(ref value) = {{number}}Value;
                            return true;
                        }

                    """);
            }

            writer.Write(
                $$"""
                    global::System.Span<byte> bytes = global::System.Runtime.InteropServices.MemoryMarshal.AsBytes(new global::System.Span<T>(ref value));
                    global::SchemaToolkit.RecordCells.Read<{{self}}>(leaf, cell.Span, bytes, column, _row.LineNumberFrom);
                    return true;
                }

                public bool Text(scoped global::System.Span<byte> bytes)
                {
                    int leaf = _leaf++;
                    int column = _columns.IsEmpty ? leaf : _columns[leaf];
                    global::System.ReadOnlySpan<char> cell = _row[column].Span;
                    if (!global::SchemaToolkit.RecordCells.TryReadAscii(cell, bytes))
                    {
                        global::SchemaToolkit.RecordCells.Read<{{self}}>(leaf, cell, bytes, column, _row.LineNumberFrom);
                    }

                    return true;
                }
                """);
        }
    }

    private static void Texts(SourceWriter writer, string self)
    {
        writer.Line().Write("/// <summary>Writes the leaves of a record to the cells of a row.</summary>").Write(FileEmitter.Generated);
        using (writer.Open($"private ref struct __SepTexts({Writer}.Row row) : global::SchemaToolkit.IFieldVisitor"))
        {
            writer.Write(
                $$"""
                private static readonly string[] _names = global::SchemaToolkit.RecordCells.Names<{{self}}>();

                private readonly {{Writer}}.Row _row = row;
                private int _leaf;

                public static void Visit<T>(scoped ref __SepTexts texts, scoped ref T record)
                    where T : unmanaged, {{Contract}}<T>
                    => T.Visit(ref texts, ref record);

                public bool Value<T>(scoped ref T value)
                    where T : unmanaged
                {
                    int leaf = _leaf++;
                    {{Writer}}.Col cell = _row[_names[leaf]];
                """);
            foreach (string number in _numbers)
            {
                writer.Write(
                    $$"""
                        if (typeof(T) == typeof({{number}}))
                        {
                            cell.Format(global::System.Runtime.CompilerServices.Unsafe.As<T, {{number}}>(ref value));
                            return true;
                        }

                    """);
            }

            writer.Write(
                $$"""
                    global::System.ReadOnlySpan<byte> bytes = global::System.Runtime.InteropServices.MemoryMarshal.AsBytes(new global::System.ReadOnlySpan<T>(ref value));
                    Set(cell, leaf, bytes);
                    return true;
                }

                public bool Text(scoped global::System.Span<byte> bytes)
                {
                    _row[_names[_leaf++]].Set(global::System.MemoryExtensions.TrimEnd(bytes, (byte)0));
                    return true;
                }

                private static void Set({{Writer}}.Col cell, int leaf, scoped global::System.ReadOnlySpan<byte> bytes)
                {
                    int length = global::System.Math.Max(bytes.Length, global::SchemaToolkit.RecordCells.LongestNumber);
                    global::System.Span<byte> room = length <= 1024 ? stackalloc byte[length] : new byte[length];
                    cell.Set(global::SchemaToolkit.RecordCells.Write<{{self}}>(leaf, bytes, room));
                }
                """);
        }
    }
}
