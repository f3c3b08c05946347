namespace SchemaToolkit;

/// <summary>A <see cref="TextError"/> on its way from a worker to the parent.</summary>
internal sealed record ReportErrorMessage(string Message, TextErrorMessage Place);
