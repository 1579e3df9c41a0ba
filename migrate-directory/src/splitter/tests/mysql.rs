use super::{check, one, problems};
use crate::Dialect;

#[track_caller]
fn splits(sql: &str, expected: &[&str]) {
    check(Dialect::Mysql, sql, expected);
}

#[test]
fn quotes() {
    one(
        Dialect::Mysql,
        r#"SELECT '\';', ";\";", "a"";", 'a'';', '\\', `a;\`, `b``;`"#,
    );
    one(
        Dialect::Mysql,
        "SELECT 1 # it's;\n, 2 -- it's;\n, 5--1 /* ' */",
    );
    splits("SELECT 5--1; SELECT 2", &["SELECT 5--1", "SELECT 2"]);
    splits("SELECT 1; --\nSELECT 2; --", &["SELECT 1", "SELECT 2"]);
    splits("SELECT 1; --\t;\nSELECT 2", &["SELECT 1", "SELECT 2"]);
    splits(
        "/*!40101 SET NAMES utf8; */; /*M! SELECT 1 */;",
        &["/*!40101 SET NAMES utf8; */", "/*M! SELECT 1 */"],
    );
    one(
        Dialect::Mysql,
        "CREATE TABLE t (a INT) /*!50100 PARTITION BY KEY (a) */",
    );
    problems(Dialect::Mysql, r"SELECT 'a\';", &["string: 'a"]);
    problems(Dialect::Mysql, r"SELECT 'a\", &["string: 'a"]);
    problems(Dialect::Mysql, "SELECT /*! 1;", &["comment: /*"]);
}

#[test]
fn delimiters() {
    splits(
        "DELIMITER //\nBEGIN; END//\nSELECT 1; SELECT 2 //\nDELIMITER ;\nSELECT 3; SELECT 4",
        &["BEGIN; END", "SELECT 1; SELECT 2 ", "SELECT 3", "SELECT 4"],
    );
    splits(
        "delimiter $$\nCREATE PROCEDURE p() BEGIN END$$\nCREATE PROCEDURE q() BEGIN END $$\n",
        &[
            "CREATE PROCEDURE p() BEGIN END",
            "CREATE PROCEDURE q() BEGIN END ",
        ],
    );
    splits(
        "DELIMITER ;;\nSELECT ';;' ; SELECT 2;;\nDELIMITER ;\n",
        &["SELECT ';;' ; SELECT 2"],
    );
    splits(
        "DELIMITER go\nSELECT a GO SELECT 2 go",
        &["SELECT a GO SELECT 2 "],
    );
    splits(
        "DELIMITER é\nSELECT aéSELECT 'é'",
        &["SELECT a", "SELECT 'é'"],
    );
    one(Dialect::Mysql, "SELECT\ndelimiter FROM t");
    problems(
        Dialect::Mysql,
        "DELIMITER\nSELECT 1;",
        &["command: DELIMITER"],
    );
    problems(
        Dialect::Mysql,
        "DELIMITER \\\nSELECT 1;",
        &["command: DELIMITER"],
    );
    problems(Dialect::Mysql, "SELECT 1\\G\n", &["command: \\G"]);
}

#[test]
fn bodies_without_a_delimiter() {
    let body = |statement| one(Dialect::Mysql, statement);
    body("CREATE PROCEDURE p() BEGIN END");
    body("CREATE DEFINER=`a`@`b` FUNCTION f(a INT) RETURNS INT RETURN IF(a, 1, 2)");
    body("CREATE TRIGGER t BEFORE INSERT ON t FOR EACH ROW SET NEW.a = CASE WHEN 1 THEN 2 END");
    body("CREATE TRIGGER t BEFORE INSERT ON t FOR EACH ROW IF 1 THEN SET NEW.b = 1; END IF");
    body("CREATE EVENT IF NOT EXISTS e ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM t; END");
    body("BEGIN NOT ATOMIC SELECT 1; SELECT 2; END");
    body("CREATE TABLE event (begin INT, end INT)");
    splits("BEGIN; SELECT 1; COMMIT", &["BEGIN", "SELECT 1", "COMMIT"]);
    problems(
        Dialect::Mysql,
        "CREATE PROCEDURE p() BEGIN IF a THEN SELECT 1; END;",
        &["block: BEGIN"],
    );
}

#[test]
fn blocks_inside_a_body() {
    for inside in [
        "DECLARE x INT DEFAULT 0;",
        "DECLARE EXIT HANDLER FOR SQLEXCEPTION, 1062 BEGIN ROLLBACK; END;",
        "DECLARE c CURSOR FOR SELECT begin, end FROM t;",
        "IF x THEN BEGIN END; ELSEIF y THEN SELECT 1; END IF;",
        "IF x THEN SELECT 1; ELSE IF z THEN SELECT IF(a, b, c); END IF; END IF;",
        "l: LOOP SET x = x + 1; IF x > 3 THEN LEAVE l; END IF; END LOOP l;",
        "WHILE x DO SET x = REPEAT('a', 3); END WHILE;",
        "REPEAT SET x = 1; UNTIL CASE WHEN x THEN 1 END END REPEAT;",
        "CASE x WHEN 1 THEN SELECT 1; ELSE BEGIN END; END CASE;",
        "SELECT CASE WHEN a THEN CASE WHEN b THEN IF(c, 1, 2) END ELSE REPEAT('a', 2) END;",
        "SELECT t.end, t.begin, begin, end FROM t;",
        "FOR i IN 1..3 DO SELECT i; END FOR;",
        "DROP TABLE IF EXISTS a;",
    ] {
        one(
            Dialect::Mysql,
            &format!("CREATE PROCEDURE p()\nouter_block: BEGIN {inside} END outer_block"),
        );
    }
}
