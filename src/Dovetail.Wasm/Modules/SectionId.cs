namespace Dovetail.Wasm.Modules;

/// <summary>The sections of the binary format by their ids (core specification 3.0, 5.5 "Modules").</summary>
internal enum SectionId : byte
{
    Custom,
    Type,
    Import,
    Function,
    Table,
    Memory,
    Global,
    Export,
    Start,
    Element,
    Code,
    Data,
    DataCount,
    Tag,
}

internal static class SectionOrder
{
    /// <summary>The known sections in the order in which they stand in a module; those that came later have higher ids.</summary>
    public static readonly SectionId[] All =
    [
        SectionId.Type, SectionId.Import, SectionId.Function, SectionId.Table, SectionId.Memory, SectionId.Tag, SectionId.Global,
        SectionId.Export, SectionId.Start, SectionId.Element, SectionId.DataCount, SectionId.Code, SectionId.Data,
    ];

    /// <summary>The place in the order of the section with this number; -1 for 0, which stands for what is before the first.</summary>
    public static int PlaceOf(int section) => Array.IndexOf(All, (SectionId)section);
}
