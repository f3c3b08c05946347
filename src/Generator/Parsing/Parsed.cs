using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>The result of parsing one declaration: a model, if there is one, and diagnostics.</summary>
internal readonly record struct Parsed<TModel>(TModel? Model, ImmutableArray<Diagnostic> Diagnostics)
    where TModel : class;
