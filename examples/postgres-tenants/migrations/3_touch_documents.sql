CREATE FUNCTION touch_document() RETURNS trigger
LANGUAGE plpgsql
AS $body$
BEGIN
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END;
$body$;

CREATE TRIGGER documents_touch
BEFORE UPDATE ON documents
FOR EACH ROW EXECUTE FUNCTION touch_document();
