"""Documents: a report put into the layout of Decree 30/2020/NĐ-CP, as DOCX to edit and as PDF; computes no figure."""
