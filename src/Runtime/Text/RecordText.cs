namespace SchemaToolkit;

#pragma warning disable CS1591
/// <summary>Text tables. (Being built.)</summary>
public static class RecordText
{
    public static T ParseRow<T>(ReadOnlySpan<byte> row, TextOptions options) where T : unmanaged, ISharedRecord<T> => throw new NotImplementedException();
    public static bool TryParseRow<T>(ReadOnlySpan<byte> row, TextOptions options, out T record) where T : unmanaged, ISharedRecord<T> => throw new NotImplementedException();
    public static bool TryFormatRow<T>(ref readonly T record, Span<byte> row, out int bytesWritten, TextOptions options) where T : unmanaged, ISharedRecord<T> => throw new NotImplementedException();
}
