-- An item that goes takes its work along: without an index each of a large source's items went through all work for that.
create index work_items_item on work_items (catalog_no);
