-- A link that is taken back, or goes with what it shows, is told like a right of the person who gave it away: what came in by it ends
-- at every server.
CREATE TRIGGER "tell_rights_changed" AFTER DELETE ON "preview_shares"
  FOR EACH ROW EXECUTE FUNCTION "tell_rights_changed"('user_id', '');
